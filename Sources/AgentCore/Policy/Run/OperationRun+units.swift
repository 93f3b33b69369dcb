import Basics

/// The phases of ordered stops and of what boot starts.
extension OperationRun {
  mutating func halt() -> Decision {
    let units = settings.sockets + nodeUnits
    if sight.isDead(nodeUnits), sight.isLowered, units.allSatisfy(sight.isDown) {
      return hold() ?? .onward
    }
    if let decision = lookAgain() ?? lookBeforeStop() { return decision }
    orderStop()
    let up = sight.stoppable(units) + leftovers
    let dismissal: [Effect] = now.relay == nil ? [] : [.dismissClients]
    let effects = dismissal + (up.isEmpty ? [] : [.stopUnits(up)]) + sight.lowering
    if let busy = (units + sight.relayUnits).first(where: { !sight.isDown($0) }) {
      return .stay(effects, for: "\(busy) to stop")
    }
    return .stay(
      effects,
      for: leftovers.isEmpty
        ? "the lock of chain \(operation.chain) to be free"
        : "the last process of \(names(leftovers)) to end")
  }

  mutating func enable() -> Decision {
    guard let target = operation.target else { return .onward }
    if operation.settles, operation.together == nil {
      // Boot doesn't start it yet.
      guard now.current == .generation(target) else { return .go(.start) }
      switch sight.node(of: target) {
      case .ready: break
      case .notReady: return .go(.start)
      case .unknown(let why): return .stay(for: "a sight of the node (\(why))")
      }
    }
    let owner = target.unit
    // The held sockets have nothing to enable: the node's unit pulls them in.
    let isMissing = now.units[owner]?.isEnabled != true
    let others = enabled(settings.owners.filter { $0 != owner })
    // There is no way back to an earlier phase any more, but a boot may have come in between: it
    // didn't start what wasn't enabled yet.
    let isLeft =
      operation.together != nil && now.current == .generation(target) && sight.isDown(owner)
    guard isMissing || !others.isEmpty || isLeft else { return .onward }
    var effects: [Effect] = isMissing ? [.enableUnits([owner])] : []
    if !others.isEmpty { effects.append(.disableUnits(others)) }
    if isLeft { effects.append(.startUnits([owner])) }
    return .stay(effects, for: "boot to start \(owner) and nothing else of the chain")
  }

  mutating func disable() -> Decision {
    let units = enabled(settings.owners)
    guard !units.isEmpty else { return .onward }
    return .stay([.disableUnits(units)], for: "boot to start nothing of the chain")
  }

  private func enabled(_ units: [String]) -> [String] {
    units.filter { now.units[$0]?.isEnabled == true }
  }
}
