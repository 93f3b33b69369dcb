/// The strategy for clients while their node is away.
public enum Strategy: String, Codable, Sendable, CaseIterable {
  /// Peers answer them.
  case relay
  /// Clients wait in the queue of the relay's socket.
  case park
  /// No help for clients: no handoff here, or nobody to serve.
  case bare
}
