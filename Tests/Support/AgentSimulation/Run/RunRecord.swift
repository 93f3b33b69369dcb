public import AgentCore
public import Basics

/// How a run went.
public struct RunRecord: Sendable {
  public let state: ChainState
  public let current: CurrentLink
  public let clients: Clients
  /// Saves and effects of the agent.
  public let operations: Int
  public let milliseconds: Int
  public let refusal: Failure?
  public let violations: [String]
  public let transcript: [String]
  /// Restarts that the agent began by itself.
  public let heals: Int
  public let health: HealthState?

  public var outcome: Outcome? { state.lastOperation?.outcome }
}
