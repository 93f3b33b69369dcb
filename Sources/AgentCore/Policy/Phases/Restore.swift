import Basics

extension PhaseRules {
  /// Send connections to the node again.
  static let restore = PhaseRules(
    title: "return traffic", words: "return clients to the node",
    act: { $0.restore() },
    limit: { $0.settings.limits.restore },
    plan: { _ in ("send new connections to the node", "served by the node") },
    isShelter: true,
    // Taking the second socket down sends everyone to the node, too.
    giveUp: { run, _ in run.elapsed >= run.limit ? .go(.lower) : nil })
}

extension OperationRun {
  fileprivate mutating func restore() -> Decision {
    guard operation.parks, !staysDrained else { return .onward }
    noteAdoption()
    // A node that was never touched gets its clients back whatever it is doing.
    if operation.stopOrdered, let target = operation.target, !view.isReady(target) {
      return .go(.start)
    }
    guard isRelayThere else { return .onward }
    guard now.relay?.route != .node else {
      operation.relayed = now.relay?.counts
      return .onward
    }
    return .stay([.routeNode], for: "new connections to go to the node")
  }

  /// How it ended for those that stayed with the node. Once clients have the next one: each write
  /// before would make the gap longer.
  private mutating func noteAdoption() {
    guard let known = operation.adoption, known.state != .over, let new = now.relay?.adoption,
      new.state == .over, new.beganUnixMs == known.beganUnixMs
    else { return }
    operation.adoption = new
  }
}
