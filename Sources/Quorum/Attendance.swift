/// The known participants of a chain's consensus now.
public struct Attendance: Hashable, Sendable {
  public enum Presence: String, Hashable, Codable, Sendable, CaseIterable {
    case up
    /// A peer that answers below the height of the others.
    case behind
    case down
    /// Not asked yet, or not often enough.
    case unknown
  }

  /// Another member, of whom somebody has said where it can be asked.
  public struct Peer: Hashable, Sendable {
    public let address: String
    /// Where it is asked: its base URL.
    public let name: String
    public let presence: Presence
    /// Since when it isn't up, in milliseconds of the calendar; nil when that isn't known.
    public let sinceUnixMs: Int?

    public init(
      _ address: String, name: String = "", _ presence: Presence, sinceUnixMs: Int? = nil
    ) {
      self.address = address
      self.name = name
      self.presence = presence
      self.sinceUnixMs = sinceUnixMs
    }
  }

  /// The address of this node; nil if it isn't known.
  public var own: String?
  /// Whether this node takes part itself.
  public var ownTakesPart: Bool
  public var peers: [Peer]
  /// How many members this node's consensus is connected with; nil when it doesn't tell, or isn't up.
  public var connected: Int?

  public init(own: String?, ownTakesPart: Bool, peers: [Peer], connected: Int? = nil) {
    self.own = own
    self.ownTakesPart = ownTakesPart
    self.peers = peers
    self.connected = connected
  }
}
