import Basics

extension PhaseRules {
  /// Let the other program have it: what was converted has no way back from here.
  static let grant = PhaseRules(
    title: "unlock ledger", words: "unlock the ledger for the node",
    act: { $0.grant() },
    limit: { $0.settings.limits.ledger },
    usual: { $0.settings.limits.ledger / 2 },
    plan: {
      (
        "let \($0.release) use the ledger"
          + ($0.operation.ledger?.converts == true ? ": the point of no return" : ""), $0.waiting
      )
    },
    hasNoNode: true)
}

extension OperationRun {
  fileprivate mutating func grant() -> Decision {
    guard let target = operation.target, now.current == .generation(target) else {
      return .go(.own)
    }
    if operation.ledger?.converts == true { operation.ledger?.isPastReturn = true }
    let decision = work(.grant)
    if case .onward = decision { operation.ledger?.isGranted = true }
    return decision
  }
}
