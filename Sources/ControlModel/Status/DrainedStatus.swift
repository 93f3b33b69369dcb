/// Clients are kept from a chain's node by an operator's order.
public struct DrainedStatus: Codable, Hashable, Sendable {
  public var since: Timestamp
  /// The operator's reason; left out when none was given.
  public var reason: String?
  /// Whether it ends by itself when the node is healthy after a boot.
  public var forReboot: Bool

  public init(since: Timestamp, reason: String? = nil, forReboot: Bool) {
    self.since = since
    self.reason = reason
    self.forReboot = forReboot
  }
}
