/// Whether a chain's ledger is where the program that owns the chain has it by the configuration.
public struct LedgerObservation: Hashable, Sendable {
  public enum Presence: Hashable, Sendable {
    case there, missing
    /// The agent's account may not look there: a node's home is the node's alone.
    case hidden
  }

  public let path: String
  public let presence: Presence

  public init(_ path: String, _ presence: Presence) {
    self.path = path
    self.presence = presence
  }
}
