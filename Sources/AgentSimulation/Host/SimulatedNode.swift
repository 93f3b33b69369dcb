import AgentCore

/// A node's process.
struct SimulatedNode {
  let pid: Int32
  let generation: Generation
  let behaviour: Behaviour
  let startedAt: Int
  var readyAt: Int?
  var termedAt: Int?

  var listens: Bool { readyAt != nil && termedAt == nil }
}
