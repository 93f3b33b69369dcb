import Basics

extension PhaseRules {
  /// See whether the ledger can be backed up and handed on.
  static let survey = PhaseRules(
    title: "check ledger", words: "check the ledger",
    act: { $0.survey() },
    limit: { $0.settings.limits.ledger },
    usual: { _ in 30_000 },
    plan: { _ in ("check whether the ledger can be backed up at once", "served by the node") },
    turnsBackTo: .lower)
}

extension OperationRun {
  fileprivate mutating func survey() -> Decision {
    guard let plan = operation.ledger else { return .onward }
    let clearing = clearingLedgerUnits
    guard plan.isClean || clearing.isEmpty else {
      return .stay(clearing, for: "earlier ledger work to end")
    }
    operation.ledger?.isClean = true
    return work(.survey)
  }
}
