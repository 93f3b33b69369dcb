/// What came of the requests a relay took, since it started.
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
  /// How often a peer refused one as one too many; clients don't see that.
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
