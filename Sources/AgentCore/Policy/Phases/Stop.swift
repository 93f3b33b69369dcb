import Basics

extension PhaseRules {
  /// Stop the node and prove it dead.
  static let stop = PhaseRules(
    title: "stop node", words: "stop the node",
    act: { $0.stop() },
    limit: { $0.settings.limits.stop },
    usual: { _ in 60_000 },
    plan: {
      $0.operation.kind == .install
        ? ("check that no node of the chain runs", $0.waiting)
        : ("stop \($0.old) and check that no process of it is left", $0.waiting)
    },
    hasNoNode: true, turnsBackTo: .stop, patience: 4)
}

extension OperationRun {
  fileprivate mutating func stop() -> Decision {
    if operation.direction == .back, !operation.nodeStopped, let target = operation.target,
      now.current == .generation(target), view.isReady(target),
      now.units[target.unit]?.job == nil
    {
      // It never stopped, and the way back ends where it stands.
      return .go(operation.parks ? .restore : .lower)
    }
    if isStoppedByMate { orderStop() }
    let clearing = clearingLedgerUnits
    guard clearing.isEmpty else {
      return .stay(clearing, for: "earlier ledger work to end")
    }
    guard !view.isDead(nodeUnits) else {
      operation.nodeStopped = operation.nodeStopped || operation.stopOrdered
      operation.cleanStop = operation.cleanStop ?? cleanStop
      return hold() ?? .onward
    }
    // After a reboot the old node may run again and nobody be diverted.
    if operation.parks, !view.isDiverted, nodeUnits.contains(where: view.runs) {
      forgetStop()
      return .go(.raise)
    }
    let units = view.stoppable(nodeUnits)
    guard units.isEmpty, leftovers.isEmpty else {
      operation.noteHalt(now)
      if let decision = waitForDiversion ?? lookAgain() ?? lookBeforeStop() { return decision }
      orderStop()
      return .stay(
        [.stopUnits((units + leftovers).sorted())], for: "\(names(units + leftovers)) to stop")
    }
    if let busy = nodeUnits.first(where: { !view.isDown($0) }) {
      return .stay(for: "\(busy) to stop")
    }
    return .stay(for: "the lock of chain \(operation.chain) to be free")
  }

  /// After a reboot the process that was ordered to stop is gone; the one that boot started has no such
  /// order, and a way back must not give it one.
  private mutating func forgetStop() {
    let starts = nodeUnits.compactMap { view.report($0)?.startedUnixMs }
    guard let ordered = operation.stopOrderedUnixMs, let start = starts.max(), start > ordered
    else { return }
    operation.stopOrdered = false
    operation.stopOrderedUnixMs = nil
    operation.nodeStopped = false
    operation.cleanStop = nil
  }

  private var cleanStop: Bool? {
    guard let unit = operation.from?.unit, let exit = view.report(unit)?.lastExit, exit.ordered
    else { return nil }
    return exit.clean
  }
}
