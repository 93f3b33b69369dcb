import Basics

/// Common parts of the phases that keep clients waiting instead of failing.
extension OperationRun {
  /// The operator keeps clients away; what is done to the node meanwhile doesn't change that.
  var staysDrained: Bool { state.drained != nil && operation.kind != .drain }

  /// A relay that died and was started again sends everyone to the node, which isn't there. To
  /// divert them again comes first, but doesn't hold up the rest for long.
  func sheltered(_ effects: [Effect]) -> [Effect] {
    guard operation.parks, let relay = now.relay, relay.isVerified, relay.route == .node else {
      return effects
    }
    let hasFailed = now.effectFailure?.effect == .routeRelay
    return hasFailed ? effects + [.routeRelay] : [.routeRelay] + effects
  }

  /// A node that was on trial already, and has nothing to go back to, may be away for long.
  var shelterAnew: [Effect] {
    guard isPastReturn, operation.parks, !view.isDiverted else { return [] }
    return view.isRaised ? [] : view.raising
  }

  /// Whether the relay is there. Its socket may be silent for a moment; without its unit it is gone
  /// for good.
  var isRelayThere: Bool { now.relay != nil || view.runs(settings.relayUnit) }
}

extension ChainView {
  /// Whether clients should wait behind the relay now, without an operation: the node can't serve
  /// them, and its port is one that can be waited at.
  func wantsShelter(_ state: ChainState) -> Bool {
    guard state.operation == nil, state.desired == .running, let owner = now.current.generation,
      now.handoffRefusal == nil, !bindsForItself(owner.unit), !settings.drainSockets.isEmpty,
      settings.sockets.allSatisfy(isUp)
    else { return false }
    switch node(of: owner) {
    case .ready: return state.drained != nil || now.health?.answers == false
    case .notReady: return true
    // What can't be seen is left as it is.
    case .unknown: return isDiverted
    }
  }

  /// The sockets first: the relay is given them when it starts.
  var raising: [Effect] {
    let failed = relayUnits.filter { now.units[$0]?.activity == .failed }
    let sockets = settings.drainSockets.filter { isDown($0) }
    let first: [Effect] = failed.isEmpty ? [] : [.resetFailed(failed)]
    if !sockets.isEmpty { return first + [.startUnits(sockets)] }
    guard isDown(settings.relayUnit), settings.drainSockets.allSatisfy(isUp) else { return first }
    return first + [.startUnits([settings.relayUnit])]
  }

  /// The sockets first, and the relay when they are down: a socket unit that is stopped after its
  /// service resets everyone who waits there. The relay's last close moves them to the node.
  var lowering: [Effect] {
    let sockets = stoppable(settings.drainSockets)
    if !sockets.isEmpty { return [.stopUnits(sockets)] }
    guard settings.drainSockets.allSatisfy(isDown) else { return [] }
    let rest = stoppable([settings.relayUnit, settings.drainUnit])
    return rest.isEmpty ? [] : [.stopUnits(rest)]
  }
}

extension ChainView {
  /// Whether the unit's next node can't be given the held sockets: this host forbids it, or its
  /// binary does.
  func bindsForItself(_ unit: String) -> Bool {
    if now.handoffRefusal != nil, isDown(unit) { return true }
    guard let report = report(unit), report.state != .exited, let handoff = report.knownHandoff
    else { return false }
    return handoff != .on
  }

  /// Such a node can only bind once the held sockets are closed.
  func closingHeld(_ unit: String) -> [Effect] {
    guard !runs(unit) || report(unit)?.nodePID == 0 else { return [] }
    let held = stoppable(settings.sockets)
    return held.isEmpty ? [] : [.stopUnits(held)]
  }
}
