/// A restart of a node by the agent itself. It does so once, and not again before the node has
/// been well for a while.
public struct Healed: Hashable, Codable, Sendable {
  public let atUnixMs: Int
  public let reason: String

  public init(atUnixMs: Int, reason: String) {
    self.atUnixMs = atUnixMs
    self.reason = reason
  }
}
