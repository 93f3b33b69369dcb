import Basics

/// Commands that need no operation, since the chain is as they want it.
extension CommandHandler {
  /// The failure that says what is so already; nil where there is something to do or to refuse.
  func already() -> Failure? {
    guard chain.operation == nil else { return nil }
    switch command.verb {
    case .enable:
      guard chain.enabled, owner == nil || runs, owner.map(isBootUnit) ?? true else { return nil }
      return .nothingToDo(.alreadyEnabled, "\(name) is already enabled")
    case .disable:
      guard !chain.enabled, isStopped, !view.settings.owners.contains(where: isEnabled) else {
        return nil
      }
      return .nothingToDo(.alreadyDisabled, "\(name) is already disabled")
    case .start:
      guard chain.enabled, runs, command.acceptsHeight == nil else { return nil }
      return .nothingToDo(.alreadyRunning, "\(name) is already running" + waitingSettings)
    case .stop:
      guard isStopped else { return nil }
      return .nothingToDo(.alreadyStopped, "\(name) is already stopped")
    case .swap(let text): return command.imports ? nil : isInPlace(text)
    case .drain(let how):
      guard let drained = chain.drained, how.reason.isEmpty || how.reason == drained.reason,
        how.forReboot == (drained.rebootOf != nil)
      else { return nil }
      return .nothingToDo(.alreadyDrained, "\(name) is already drained")
    case .undrain:
      guard chain.drained == nil, owner != nil else { return nil }
      return .nothingToDo(.notDrained, "\(name) is not drained")
    case .restart, .rollback: return nil
    }
  }

  private var runs: Bool { chain.desired == .running && owner.map(view.isReady) == true }

  /// The hint at pending settings, for an operator who expects the node to have them.
  private var waitingSettings: String {
    now.pending.map {
      "; changed settings are pending: \(view.takesUp($0, after: chain.lastOperation))"
    } ?? ""
  }

  private var isStopped: Bool {
    let units = view.settings.owners + view.settings.sockets
    return chain.desired == .stopped && now.lock == .free && units.allSatisfy(view.isDown)
  }

  private func isEnabled(_ unit: String) -> Bool { now.units[unit]?.isEnabled == true }
  private func isBootUnit(_ owner: Generation) -> Bool { isEnabled(owner.unit) }

  /// One that has run well, whatever it does now: the same file once more wouldn't help it.
  private func isInPlace(_ text: String) -> Failure? {
    guard chain.enabled, chain.desired == .running, command.ledgerPutBackBy == nil, let owner,
      let release = try? release(text), release == owner.release,
      (try? generation(of: release))?.unit == owner.unit,
      view.isReady(owner) || chain.proven?.release == release
    else { return nil }
    return .nothingToDo(
      .alreadyInPlace, "\(release) is already in place on \(name)" + waitingSettings)
  }
}
