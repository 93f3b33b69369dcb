import Basics

extension PhaseRules {
  /// Send new connections to the relay.
  static let divert = PhaseRules(
    title: "divert traffic", words: "divert clients to the relay",
    act: { $0.divert() },
    limit: { $0.settings.limits.divert },
    plan: { ("send new connections to the relay", $0.waiting) },
    isShelter: true, turnsBackTo: .restore, giveUp: { $0.goWithoutShelter($1) })
}

extension OperationRun {
  fileprivate mutating func divert() -> Decision {
    guard operation.parks else { return .onward }
    guard isRelayThere else { return .go(.raise) }
    guard !view.isDiverted else { return .onward }
    return .stay([.routeRelay], for: "new connections to go to the relay")
  }
}
