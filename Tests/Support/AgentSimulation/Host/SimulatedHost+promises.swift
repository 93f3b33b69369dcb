import AgentCore
import Basics

/// What must be true at every moment, not only in the end.
extension SimulatedHost {
  func violate(_ what: String) { machine.violate(what, log) }

  func checkPromises() {
    if nodes.count > 1 { violate("\(nodes.count) nodes of one chain live") }
    for node in nodes where current != .generation(node.generation) {
      violate("a node of generation \(node.generation.number) lives, which doesn't own the chain")
    }
    if !isPromised { promised = clients }
    if clients.refused > promised.refused { violate("clients were refused") }
    if clients.lostToStop > promised.lostToStop { violate("clients were cut off by a stop") }
    promised = clients
    if let oldest = clients.relayQueue.first?.lowerBound {
      // Those a relay doesn't serve any more wait for its socket to close, and that needs the door.
      let isServed = isRelayAlive && route == .relay
      let since = max(oldest, isServed ? routedAt : doorShutUntil)
      let limit = names.settings.limits.park + (isServed ? 0 : 75_000)
      if now - since > limit { violate("a client waits for \(now - oldest) ms without an answer") }
    }
  }

  /// A node that dies again and again is started less and less often: never at once, and in a minute no
  /// more than eight times.
  func checkPace(_ unit: String, _ generation: Int64, failures: Int64) {
    guard let death = deaths.removeValue(forKey: unit), death.generation == generation else {
      return
    }
    if now - death.at < 500 {
      violate("a node that died is started again after \(now - death.at) ms")
    }
    if failures == 0 { violate("a node's death isn't counted") }
    let starts = (startsAfterDeath[unit] ?? []).filter { now - $0 < 60_000 } + [now]
    startsAfterDeath[unit] = starts
    if starts.count > 8 { violate("a node that dies is started \(starts.count) times in a minute") }
  }

  /// Whether what is remembered calls for an effect. Checked before each, since what an agent does
  /// before it remembers often comes right by itself, and would never show in the end.
  func checkRemembered(_ effect: Effect) {
    let operation = disk[names.chain].operation
    if names.settings.sharedUnit != nil { machine.checkShared(effect) }
    let phase = operation?.phase
    // A node that died by itself has its clients parked without an operation.
    let shelters = operation == nil && disk[names.chain].desired == .running
    let isDrained = disk[names.chain].drained != nil
    let allowed: Bool
    switch effect {
    case .startUnits(let units):
      allowed = units.allSatisfy {
        if isNode($0) {
          return phase == .start || phase == .enable && operation?.together != nil
        }
        if $0 == names.adopter { return phase == .drain }
        if let work = ledgerWork($0) { return isDue(work, phase) }
        return phase == .raise || shelters && $0 != names.socket
          || phase == .start && operation?.ledger?.isPastReturn == true
      }
    case .stopUnits(let units):
      allowed = units.allSatisfy { mayStop($0, phase) }
      if units.contains(where: takesQuorum) {
        violate("a node is stopped without which its chain halts")
      }
    case .enableUnits: allowed = phase == .enable
    case .disableUnits: allowed = phase == .enable || phase == .disable
    case .maskUnits(let units):
      allowed = phase == nil && !units.contains(current.generation?.unit ?? "")
    case .unmaskUnits: allowed = phase == nil || phase == .raise || phase == .start
    case .own(let generation, let settingsOf):
      allowed =
        phase == .own && operation?.target == generation && operation?.settingsOf == settingsOf
      // What served before is started with what it had, or it proves nothing.
      if operation?.direction == .back,
        settingsOf != operation?.returnsTo ?? operation?.from?.number
      {
        violate("a way back takes up another configuration")
      }
    case .routeRelay:
      allowed =
        phase == .divert || phase == .backup || phase == .handback || phase == .own
        || phase == .handover || phase == .grant || phase == .start || phase == .answer || shelters
        || isDrained
    case .routeNode: allowed = phase == .restore || phase == nil
    case .dismissClients: allowed = phase == .halt
    case .resetFailed, .admitPeers, .takeQueue, .preload, .probeHeight: allowed = true
    }
    if !allowed {
      violate("\(effect.line) isn't called for in phase \(phase?.rawValue ?? "none")")
    }
  }

  /// What was ordered before may be ordered again, whatever others do meanwhile; a way back brings a
  /// node that isn't proven to its end.
  private func takesQuorum(_ unit: String) -> Bool {
    guard let operation = disk[names.chain].operation, operation.direction == .forward,
      operation.acceptedHalt == nil, operation.holds != true, isNode(unit),
      units[unit]?.stopOrdered != true
    else { return false }
    return !mayGo
  }

  private func mayStop(_ unit: String, _ phase: Phase?) -> Bool {
    switch phase {
    case .halt: true
    case .stop: isNode(unit) || ledgerWork(unit) != nil
    case .survey, .own, .watch: ledgerWork(unit) != nil
    case .lower: unit == names.drain || unit == names.relay || unit == names.adopter
    // A node that can't be given the held sockets has to bind for itself.
    case .start: ledgerWork(unit) != nil || !handsOff && !isNode(unit)
    case nil:
      unit == names.drain || unit == names.relay || unit == names.adopter
        || ledgerWork(unit) != nil || !handsOff && unit == names.socket
    default: false
    }
  }

  private func isDue(_ work: LedgerWork, _ phase: Phase?) -> Bool {
    switch work {
    case .forget: phase == nil
    case .record:
      phase == nil || phase == .watch || phase == .answer || phase == .start || phase == .stop
        || phase == .halt || phase == .lower
    case .carry, .resume, .accept: phase == .start
    case .hold: phase == .halt || phase == .stop
    case .survey, .backup, .handover, .grant, .handback: work.rawValue == phase?.rawValue
    }
  }
}

extension Effect {
  /// A line for transcripts.
  var line: String {
    switch self {
    case .own(let generation, let settingsOf):
      "own generation \(generation.number): \(generation.release)"
        + (settingsOf.map { " as generation \($0) was started" } ?? "")
    case .admitPeers(let urls): "admit \(urls.count) peers"
    default: words
    }
  }
}
