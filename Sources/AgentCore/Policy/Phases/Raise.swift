import Basics

extension PhaseRules {
  /// Bring up the second socket and the relay behind it.
  static let raise = PhaseRules(
    title: "start relay", words: "start the relay",
    act: { $0.raise() },
    limit: { $0.settings.limits.raise },
    // Up to drain.linger for clients of the relay.
    usual: { max(10_000, $0.settings.limits.raise - 20_000) },
    plan: { ("start \($0.relayUnits)", "served by the node") },
    isShelter: true, turnsBackTo: .lower, giveUp: { $0.goWithoutShelter($1) })
}

extension OperationRun {
  fileprivate mutating func raise() -> Decision {
    // Here and not in the gap: systemd reads all its units again for it.
    if isForward, let masked {
      return .stay([.unmaskUnits([masked])], for: "\(masked) to be unmasked")
    }
    guard operation.parks else { return .onward }
    guard !view.isRaised else {
      operation.baselineHeight = now.height?.height ?? operation.baselineHeight
      return .onward
    }
    var effects = view.raising
    // While the old node still runs, this costs the chain nothing.
    if isForward, operation.movesLink, let target = operation.target,
      !effects.isEmpty
    {
      effects.append(.preload(target.release))
    }
    if let from = operation.from, view.isReady(from) {
      effects += view.probe(every: settings.limits.probeBusy)
    }
    return .stay(effects, for: "the relay to be ready")
  }
}
