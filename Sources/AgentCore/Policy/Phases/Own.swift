import Basics

extension PhaseRules {
  /// Move the chain's link.
  static let own = PhaseRules(
    title: "activate", words: "switch the chain's release",
    act: { $0.own() },
    limit: { $0.settings.limits.own },
    plan: { ("switch the chain to \($0.release), run by \($0.new)", $0.waiting) },
    hasNoNode: true)
}

extension OperationRun {
  fileprivate mutating func own() -> Decision {
    guard var target = operation.target else { return .end(.failed) }
    if now.current == .generation(target) { return .onward }
    if let current = now.current.generation, current.number >= target.number {
      // An order of ours that was thought lost was carried out after all. Numbers only go up.
      target = Generation(
        number: current.number + 1, unit: target.unit, release: target.release)
      operation.target = target
    }
    if !isForward, let failure = now.effectFailure?.failure,
      failure.kind == .portOfAnotherChain
    {
      return wayBackFails(failure)
    }
    guard view.isDead(nodeUnits) else { return .go(stopping) }
    // What carried a record before says nothing of the next.
    let clearing = operation.ledger == nil ? view.clearingLedgerUnits() : []
    guard clearing.isEmpty else {
      return .stay(sheltered(clearing), for: "earlier ledger work to end")
    }
    let effect = Effect.own(target, settingsOf: operation.settingsOf)
    return .stay(sheltered([effect]), for: "generation \(target.number) to be active")
  }
}
