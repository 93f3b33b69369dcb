import Basics

extension PhaseRules {
  /// Have boot start nothing of the chain.
  static let disable = PhaseRules(
    title: "disable at boot", words: "disable the chain at boot",
    act: { $0.disable() },
    limit: { $0.settings.limits.enable },
    plan: { _ in ("start nothing of the chain at boot", "connections are refused") })
}

extension OperationRun {
  fileprivate mutating func disable() -> Decision {
    let units = enabled(settings.owners)
    guard !units.isEmpty else { return .onward }
    return .stay([.disableUnits(units)], for: "the chain's units to be disabled at boot")
  }
}
