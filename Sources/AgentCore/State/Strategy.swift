/// What clients meet while their node is away.
public enum Strategy: String, Codable, Sendable, CaseIterable {
  /// Peers answer them.
  case relay
  /// They wait in the queue of the relay's socket.
  case park
  /// Nothing is done for them: no handoff here, or nobody to serve.
  case bare
}
