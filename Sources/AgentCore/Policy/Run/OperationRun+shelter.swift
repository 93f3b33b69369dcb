import Basics

/// The phases that keep clients waiting instead of failing.
extension OperationRun {
  mutating func raise() -> Decision {
    // Here and not in the gap: systemd reads all its units again for it.
    if isForward, let masked {
      return .stay([.unmaskUnits([masked])], for: "\(masked) to be unmasked")
    }
    guard operation.parks else { return .onward }
    guard !sight.isRaised else {
      operation.baselineHeight = now.height?.height ?? operation.baselineHeight
      return .onward
    }
    var effects = sight.raising
    // While the old node still runs, this costs the chain nothing.
    if isForward, operation.movesLink, let target = operation.target,
      !effects.isEmpty
    {
      effects.append(.preload(target.release))
    }
    if let from = operation.from, sight.isReady(from) {
      effects += sight.probe(every: settings.limits.probeBusy)
    }
    return .stay(effects, for: "the relay to stand by")
  }

  mutating func divert() -> Decision {
    guard operation.parks else { return .onward }
    guard isRelayThere else { return .go(.raise) }
    guard !sight.isDiverted else { return .onward }
    return .stay([.routeRelay], for: "new connections to go to the relay")
  }

  mutating func drain() -> Decision {
    guard operation.parks else { return .onward }
    guard sight.isDiverted else { return .go(.divert) }
    if let adopting { return adopting }
    operation.adoption = adoption ?? operation.adoption
    // Taken over, or seen to owe nothing: there is nothing to wait for.
    let isTaken = adoption?.state == .settled || adoption?.state == .over
    let left = max(isTaken ? 0 : settings.limits.drain - elapsed, sinceReady)
    guard left > 0 else { return .onward }
    return .stay(for: "the node to answer what it has accepted", dueIn: left)
  }

  /// What came of the node's connections since this phase began.
  private var adoption: AdoptionReport? {
    // One of before the calendar was set back seems to have begun in a time to come.
    let since = operation.clock.sinceUnixMs
    return now.relay?.adoption.flatMap {
      (since...max(since, now.nowUnixMs)).contains($0.beganUnixMs) ? $0 : nil
    }
  }

  /// The take-over of the node's connections, while there is something to wait for. It is for the
  /// clients' sake alone: when it doesn't come about, they see what they would have seen without.
  private var adopting: Decision? {
    guard let owner = now.current.generation, sight.isReady(owner) else { return nil }
    let limit = settings.limits.grace + 5_000
    switch adoption?.state {
    case .settled, .over: return nil
    case .working:
      return elapsed < limit ? .stay(for: "the node's connections to be taken over") : nil
    case nil, .broken:
      let hasFailed = now.units[settings.drainUnit]?.activity == .failed
      let patience = adoption == nil ? Self.adoptionStartMs : limit
      guard elapsed < (hasFailed ? 1_000 : patience) else { return nil }
      let effects: [Effect] =
        sight.isDown(settings.drainUnit) ? [.startUnits([settings.drainUnit])] : []
      return .stay(effects, for: "the take-over of the node's connections to begin")
    }
  }

  /// How it ended for those that stayed with the node. Once clients have the next one: each write
  /// before would make the gap longer.
  private mutating func noteAdoption() {
    guard let known = operation.adoption, known.state != .over, let new = now.relay?.adoption,
      new.state == .over, new.beganUnixMs == known.beganUnixMs
    else { return }
    operation.adoption = new
  }

  private static let adoptionStartMs = 5_000

  /// What a node that was loading until just now is still owed: it has taken everyone who waited.
  private var sinceReady: Int {
    let limit = settings.limits.drain
    guard elapsed < 3 * limit, let unit = now.current.generation?.unit,
      let ready = sight.report(unit)?.readyUnixMs,
      (0..<limit).contains(now.nowUnixMs - ready)
    else { return 0 }
    return limit - (now.nowUnixMs - ready)
  }

  mutating func restore() -> Decision {
    guard operation.parks, !staysDrained else { return .onward }
    noteAdoption()
    // A node that was never touched gets its clients back whatever it is doing.
    if operation.stopOrdered, let target = operation.target, !sight.isReady(target) {
      return .go(.start)
    }
    guard isRelayThere else { return .onward }
    guard now.relay?.route != .node else {
      operation.relayed = now.relay?.counts
      return .onward
    }
    return .stay([.routeNode], for: "new connections to go to the node")
  }

  /// The operator keeps clients away; what is done to the node meanwhile doesn't change that.
  private var staysDrained: Bool { state.drained != nil && operation.kind != .drain }

  mutating func lower() -> Decision {
    guard !staysDrained, !sight.isLowered else { return .onward }
    return .stay(sight.lowering, for: "the relay to be gone")
  }

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
    guard isPastReturn, operation.parks, !sight.isDiverted else { return [] }
    return sight.isRaised ? [] : sight.raising
  }

  /// Its socket may be silent for a moment; without its unit it is gone for good.
  private var isRelayThere: Bool { now.relay != nil || sight.runs(settings.relayUnit) }
}

extension ChainSight {
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
