/// A command that may be carried out.
public struct Accepted: Hashable, Sendable {
  /// The next state, to be made durable before anyone is told; not at all for a dry run.
  public let state: AgentState
  public let operation: Operation
  public let plan: Plan
}
