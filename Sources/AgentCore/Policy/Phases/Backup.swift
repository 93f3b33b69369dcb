import Basics

extension PhaseRules {
  /// Keep the ledger as the node left it.
  static let backup = PhaseRules(
    title: "back up ledger", words: "back up the ledger",
    act: { $0.backup() },
    limit: { $0.settings.limits.ledger },
    usual: { $0.settings.limits.ledger / 2 },
    plan: {
      ("back up the ledger (reflinks, or hard links of files that never change)", $0.waiting)
    },
    hasNoNode: true, turnsBackTo: .stop, patience: 4)
}

extension OperationRun {
  fileprivate mutating func backup() -> Decision {
    // What a conversion has touched is no backup.
    guard let plan = operation.ledger, !plan.isHandedOver, let from = operation.from else {
      return .onward
    }
    let decision = work(.backup)
    if case .onward = decision {
      let backup = LedgerBackup(
        of: from.release, atUnixMs: now.nowUnixMs, height: operation.baselineHeight)
      operation.ledger?.backup = backup
    }
    return decision
  }
}
