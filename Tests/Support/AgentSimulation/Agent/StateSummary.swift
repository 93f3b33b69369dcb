import AgentCore
import Basics

extension ChainState {
  /// A line for transcripts: what is remembered, and why it turned if it did.
  func summary(after before: ChainState) -> String {
    if let operation {
      let isBack = operation.direction == .back
      let turned = isBack && before.operation?.direction == .forward
      let why = operation.failure.map { turned ? ": \($0.text)" : "" } ?? ""
      return "\(operation.kind), \(isBack ? "back, " : "")\(operation.phase)\(why)"
    }
    guard let last = lastOperation, let outcome = last.outcome else { return "no operation" }
    let failure = last.failure.map { ": \($0.text)" } ?? ""
    return "\(last.kind) \(outcome.rawValue)\(failure)"
  }
}

extension Migration {
  /// A line for transcripts.
  var summary: String {
    let way = goesBack ? "back, " : ""
    guard let current, isOpen else { return "migration to \(goal) \(way)\(state.rawValue)" }
    let chains = steps[current].chains.map(\.text).joined(separator: " and ")
    return "migration to \(goal) \(way)\(state.rawValue), step \(current + 1): "
      + "\(chains) to \(steps[current].topology), \(steps[current].state.rawValue)"
  }
}
