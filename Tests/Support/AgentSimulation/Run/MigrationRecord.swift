public import AgentCore
public import Basics

/// How a migration went.
public struct MigrationRecord: Sendable {
  public let migration: Migration?
  public let state: AgentState
  /// By chain, in the order of their names.
  public let current: [Generation?]
  public let clients: [Clients]
  /// Saves and effects of the agent.
  public let operations: Int
  public let milliseconds: Int
  /// Of each order that was refused for good.
  public let refusals: [Failure]
  public let violations: [String]
  public let transcript: [String]
  /// The restarts that the agent began by itself, and that touched a node.
  public let heals: Set<String>
  public let health: [HealthState?]

  public var units: [String] { current.map { $0?.unit ?? "none" } }
}
