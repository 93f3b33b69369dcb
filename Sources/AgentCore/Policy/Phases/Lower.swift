import Basics

extension PhaseRules {
  /// Take the second socket and the relay down.
  static let lower = PhaseRules(
    title: "stop relay", words: "stop the relay",
    act: { $0.lower() },
    limit: { $0.settings.limits.lower },
    usual: { max(10_000, $0.settings.limits.lower - 45_000) },
    plan: { ("stop \($0.relayUnits)", "idle connections are handed back to the node") },
    isShelter: true,
    // What is left of the relay is taken down without an operation, too.
    giveUp: { run, _ in run.elapsed >= 3 * run.limit ? .onward : nil })
}

extension OperationRun {
  fileprivate mutating func lower() -> Decision {
    guard !staysDrained, !view.isLowered else { return .onward }
    return .stay(view.lowering, for: "the relay to stop")
  }
}
