/// The counts of what came of the requests a relay took, since it started.
public struct RelayCounts: Hashable, Codable, Sendable {
  /// Answered by peers, and by the node of this host.
  public var byPeers = 0
  public var byNode = 0
  /// Answered 503, since nobody could in time.
  public var unavailable = 0
  /// Answered otherwise by us, since they were malformed.
  public var refused = 0
  /// Lost after they were sent on: answered 502, or cut in the middle of the answer.
  public var failed = 0
  /// Refusals by peers as one too many; clients don't see them.
  public var limited = 0
  /// WebSockets that were relayed, and those that were told to come again (1012).
  public var webSockets = 0
  public var webSocketsClosed = 0
  /// Adopted connections that spoke something else.
  public var foreign = 0

  public init() {}

  enum CodingKeys: String, CodingKey {
    case byPeers = "by_peers"
    case byNode = "by_node"
    case unavailable, refused, failed, limited, foreign
    case webSockets = "websockets"
    case webSocketsClosed = "websockets_closed"
  }
}

/// As in a `RelayReport`: what isn't said hasn't happened.
extension RelayCounts {
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    func count(_ key: CodingKeys) throws -> Int {
      try fields.decodeIfPresent(Int.self, forKey: key) ?? 0
    }
    byPeers = try count(.byPeers)
    byNode = try count(.byNode)
    unavailable = try count(.unavailable)
    refused = try count(.refused)
    failed = try count(.failed)
    limited = try count(.limited)
    webSockets = try count(.webSockets)
    webSocketsClosed = try count(.webSocketsClosed)
    foreign = try count(.foreign)
  }
}
