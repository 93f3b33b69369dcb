/// The report of a relay on itself.
public struct RelayReport: Hashable, Codable, Sendable {
  /// The receiver of new connections.
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
  /// Connections that wait, accepted by nobody, and requests that wait in the relay.
  public let parked: Int
  /// The time since when the route is what it is.
  public let sinceUnixMilliseconds: Int64
  public let sockets: [Socket]
  /// Connections that wait in the node's own sockets, as far as the relay can see.
  public var queued = 0
  /// The peers that may answer in the node's place, by base URL.
  public var peers: [String] = []
  /// Client connections that are open.
  public var connections = 0
  public var counts = RelayCounts()
  /// The last take-over of the node's connections, if there was one.
  public var adoption: AdoptionReport?

  public init(route: Route, parked: Int, sinceUnixMilliseconds: Int64, sockets: [Socket]) {
    self.route = route
    self.parked = parked
    self.sinceUnixMilliseconds = sinceUnixMilliseconds
    self.sockets = sockets
  }

  enum CodingKeys: String, CodingKey {
    case route, parked, queued, sockets, peers, connections, counts, adoption
    case sinceUnixMilliseconds = "since_unix_ms"
  }
}

/// A relay goes on with the program that it was started from: what an older one doesn't say is nothing.
extension RelayReport {
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    route = try fields.decode(Route.self, forKey: .route)
    parked = try fields.decode(Int.self, forKey: .parked)
    sinceUnixMilliseconds = try fields.decode(Int64.self, forKey: .sinceUnixMilliseconds)
    sockets = try fields.decode([Socket].self, forKey: .sockets)
    queued = try fields.decodeIfPresent(Int.self, forKey: .queued) ?? 0
    peers = try fields.decodeIfPresent([String].self, forKey: .peers) ?? []
    connections = try fields.decodeIfPresent(Int.self, forKey: .connections) ?? 0
    counts = try fields.decodeIfPresent(RelayCounts.self, forKey: .counts) ?? RelayCounts()
    adoption = try fields.decodeIfPresent(AdoptionReport.self, forKey: .adoption)
  }
}

extension RelayReport {
  /// The name of a relay in Via: in what it sends on, and in what it answers in a node's place.
  public static let via = "adnet-relay"
}

extension RelayReport {
  /// Whether the last probe of each of its sockets went where the route says.
  public var isVerified: Bool { !sockets.isEmpty && sockets.allSatisfy(\.verified) }
}
