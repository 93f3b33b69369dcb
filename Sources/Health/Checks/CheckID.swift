/// One thing that is looked at again and again.
public struct CheckID: Hashable, Comparable, Sendable, CustomStringConvertible {
  public enum Kind: String, Sendable, CaseIterable, Comparable {
    /// `/block/height/latest`.
    case height
    /// The latest block's hash with its height.
    case block
    /// How many P2P peers the node has.
    case peers
    /// How many validators are connected to it.
    case bft
    /// Whether it says that it has caught up.
    case sync
    /// The validators with their stakes.
    case committee
    case metrics
    /// A handshake, a ping, and its pong.
    case websocket
    /// A connection that opens.
    case tcp

    public static func < (a: Kind, b: Kind) -> Bool { a.rawValue < b.rawValue }
  }

  public let kind: Kind
  /// The role of the node's port, or a peer's base URL.
  public let target: String

  public init(_ kind: Kind, _ target: String) {
    self.kind = kind
    self.target = target
  }

  public var description: String { "\(kind.rawValue) of \(target)" }

  public static func < (a: CheckID, b: CheckID) -> Bool {
    (a.target, a.kind) < (b.target, b.kind)
  }
}
