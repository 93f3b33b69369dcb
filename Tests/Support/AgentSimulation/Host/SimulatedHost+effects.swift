import AgentCore
import Basics

/// The effects as the door, the relay and the probe carry them out.
extension SimulatedHost {
  func perform(_ effect: Effect) throws(Failure) {
    guard !isOff else { return }
    switch effect {
    case .startUnits(let names):
      for name in names { try start(name) }
    case .stopUnits(let names):
      for name in names { stop(name) }
    case .enableUnits(let names):
      for name in names { enable(name, true) }
    case .disableUnits(let names):
      for name in names { enable(name, false) }
    case .maskUnits(let names):
      for name in names { supervisor(of: name)?.mask(true) }
    case .unmaskUnits(let names):
      for name in names { supervisor(of: name)?.mask(false) }
    case .resetFailed(let names):
      for name in names { reset(name) }
    case .own(let generation, let settingsOf):
      try own(generation, settingsOf)
    case .routeRelay:
      try turn(.relay)
    case .routeNode:
      try turn(.node)
    case .admitPeers(let urls):
      guard isRelayAlive else {
        throw Failure(
          FailureKind(rawValue: "relay_unreachable"),
          "cannot reach the relay of chain \(names.chain)")
      }
      admitted = urls
      if arePeersAnswering, route == .relay { clients.peersAnswer(at: now) }
    case .takeQueue:
      guard arePeersAnswering else {
        throw Failure(
          FailureKind(rawValue: "relay_unreachable"),
          "cannot reach the relay of chain \(names.chain)")
      }
      clients.peersTakeQueue(at: now)
    case .preload, .probeHeight, .dismissClients:
      break
    }
  }

  private func enable(_ name: String, _ isEnabled: Bool) {
    if let supervisor = supervisor(of: name) { return supervisor.enable(isEnabled) }
    units[name]?.isEnabled = isEnabled
  }

  private func reset(_ name: String) {
    if let supervisor = supervisor(of: name) { return supervisor.reset() }
    if units[name]?.activity == .failed { units[name]?.activity = .inactive }
  }

  private func own(_ generation: Generation, _ settingsOf: Int?) throws(Failure) {
    if current == .generation(generation) { return }
    if isLocked, !isDoorCareless {
      throw Failure(
        .chainLocked, "cannot move chain \(names.chain): its lock is held", exit: .failed)
    }
    if let number = current.generation?.number, generation.number <= number {
      throw Failure(.generationConflict, "cannot move chain \(names.chain): it is at \(number)")
    }
    if !nodes.isEmpty { violate("current was moved while a node lives") }
    keepSettings(of: generation, like: settingsOf)
    seeToRecord(of: generation)
    current = .generation(generation)
  }

  private func turn(_ next: RelayReport.Route) throws(Failure) {
    guard isRelayAlive, isUp(names.drain) else {
      throw Failure(
        FailureKind(rawValue: "relay_unreachable"), "cannot reach the relay of chain \(names.chain)"
      )
    }
    if route != next { routedAt = now }
    route = next
  }

  /// Through the node's real port, whoever clients are sent to.
  func probe() -> HeightReading {
    if nodes.contains(where: \.isHung) {
      return HeightReading(.failed(reason: "no answer within 2000 ms"), atUnixMs: unix)
    }
    guard let node = listener else {
      return HeightReading(.failed(reason: "connection refused"), atUnixMs: unix)
    }
    guard node.behaviour != .isMute else {
      return HeightReading(.failed(reason: "no answer"), atUnixMs: unix)
    }
    return HeightReading(.height(chainHeight), atUnixMs: unix)
  }
}
