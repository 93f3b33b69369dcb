import Basics

extension PhaseRules {
  /// Close the port and stop the node, as ordered.
  static let halt = PhaseRules(
    title: "stop chain", words: "stop the chain",
    act: { $0.halt() },
    limit: { $0.settings.limits.stop },
    usual: { _ in 60_000 },
    plan: {
      ("stop \($0.names($0.settings.sockets + [$0.new]))", "connections are refused")
    },
    hasNoNode: true, patience: 4,
    giveUp: { run, failure in
      guard run.isForward else { return run.wayBackEnds(failure) }
      // Half a stop is worse than a late one, and systemd brings to its end what it has begun.
      let isEnding = run.nodeUnits.contains { run.now.units[$0]?.activity == .deactivating }
      return run.elapsed >= run.limit && !isEnding ? .fail(failure) : nil
    })
}

extension OperationRun {
  fileprivate mutating func halt() -> Decision {
    let units = settings.sockets + nodeUnits
    if view.isDead(nodeUnits), view.isLowered, units.allSatisfy(view.isDown) {
      return hold() ?? .onward
    }
    if let decision = lookAgain() ?? lookBeforeStop() { return decision }
    orderStop()
    let up = view.stoppable(units) + leftovers
    let dismissal: [Effect] = now.relay == nil ? [] : [.dismissClients]
    let effects = dismissal + (up.isEmpty ? [] : [.stopUnits(up)]) + view.lowering
    if let busy = (units + view.relayUnits).first(where: { !view.isDown($0) }) {
      return .stay(effects, for: "\(busy) to stop")
    }
    return .stay(
      effects,
      for: leftovers.isEmpty
        ? "the lock of chain \(operation.chain) to be free"
        : "the last process of \(names(leftovers)) to end")
  }
}
