/// What a relay says about itself.
public struct RelayReport: Hashable, Codable, Sendable {
  /// Who gets new connections.
  public enum Route: String, Codable, Sendable, CaseIterable { case node, relay }

  public struct Socket: Hashable, Codable, Sendable {
    public let address: String
    /// Whether the last probe went where the route says.
    public let verified: Bool

    public init(address: String, verified: Bool) {
      self.address = address
      self.verified = verified
    }
  }

  public let route: Route
  /// Connections that wait, accepted by nobody.
  public let parked: Int
  /// Requests answered with 503 since the relay started.
  public let answered: Int
  /// Since when the route is what it is.
  public let sinceUnixMilliseconds: Int64
  public let sockets: [Socket]

  public init(
    route: Route, parked: Int, answered: Int, sinceUnixMilliseconds: Int64, sockets: [Socket]
  ) {
    self.route = route
    self.parked = parked
    self.answered = answered
    self.sinceUnixMilliseconds = sinceUnixMilliseconds
    self.sockets = sockets
  }

  enum CodingKeys: String, CodingKey {
    case route, parked, answered, sockets
    case sinceUnixMilliseconds = "since_unix_ms"
  }
}
