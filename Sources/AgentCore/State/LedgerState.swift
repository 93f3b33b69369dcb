import Basics

/// The state of a chain's ledger since another program got it.
public struct LedgerState: Hashable, Codable, Sendable {
  public var backup: LedgerBackup?
  public var conversion: LedgerConversion?

  public init(backup: LedgerBackup? = nil, conversion: LedgerConversion? = nil) {
    self.backup = backup
    self.conversion = conversion
  }
}

extension ChainState {
  /// Whether it was converted from the release's format, or is given away as such at this moment.
  func isLedgerUnreadable(by release: ReleaseID) -> Bool {
    let given = operation?.ledger?.isPastReturn == true ? operation?.from?.release.program : nil
    return [given, ledger?.conversion?.from.program].contains(release.program)
  }

  /// Takes over what an operation has done to the ledger, however it ended.
  mutating func rememberLedger(of operation: Operation, atUnixMs: Int) {
    guard let goal = operation.goal else { return }
    if operation.outcome == .done, isLedgerUnreadable(by: goal) {
      // Somebody has put the backup back.
      ledger?.conversion = nil
    }
    guard let plan = operation.ledger, let from = operation.from else { return }
    var next = ledger ?? LedgerState()
    if let backup = plan.backup { next.backup = backup }
    // The old program has gone on since.
    if operation.outcome == .rolledBack { next.backup?.isOver = true }
    if plan.converts, plan.isHandedOver {
      next.conversion = LedgerConversion(
        from: from.release, to: goal, atUnixMs: plan.backup?.atUnixMs ?? atUnixMs,
        height: operation.baselineHeight)
    }
    ledger = next == LedgerState() ? nil : next
  }
}
