/// A chain whose clients are kept from its node by an operator's order, node running or not.
public struct Drained: Hashable, Codable, Sendable {
  public let sinceUnixMs: Int
  /// The reason that the operator gave; may be empty.
  public let reason: String
  /// The boot it was ordered in, when it is to end by itself once the node is healthy after another.
  public let rebootOf: String?

  public init(sinceUnixMs: Int, reason: String, rebootOf: String? = nil) {
    self.sinceUnixMs = sinceUnixMs
    self.reason = reason
    self.rebootOf = rebootOf
  }
}
