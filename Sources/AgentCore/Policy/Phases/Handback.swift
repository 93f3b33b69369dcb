import Basics

extension PhaseRules {
  /// Undo a hand-over of the ledger.
  static let handback = PhaseRules(
    title: "restore ledger", words: "restore the ledger",
    act: { $0.handback() },
    limit: { $0.settings.limits.ledger },
    usual: { $0.settings.limits.ledger / 2 },
    plan: { ("restore the ledger", $0.waiting) },
    hasNoNode: true)
}

extension OperationRun {
  fileprivate mutating func handback() -> Decision {
    let decision = work(.handback)
    if case .onward = decision { operation.ledger?.isHandedOver = false }
    return decision
  }
}
