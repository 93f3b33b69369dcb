/// The configuration of a chain's health checks. Times are milliseconds.
public struct HealthSettings: Hashable, Sendable {
  public var thresholds = CheckHistory.Thresholds()
  /// How long the height may stand still. Blocks come every 15 s at the slowest (docs/nodes.md).
  public var stallMs = 120_000
  /// How long a node that loads may do nothing.
  public var quietMs = 60_000
  /// How long a load may take before it is called long, and before log lines alone are no progress
  /// any more.
  public var startGraceMs = 600_000
  /// Between two looks at a peer.
  public var peerPeriodMs = 15_000
  /// How old a peer's answer may be: two looks may be lost.
  var peerFreshMs: Int { 3 * peerPeriodMs }
  /// Base URLs of the configured peers.
  public var peers: [String] = []
  /// The validators' addresses of those that are known to be members, by base URL.
  public var addresses: [String: String] = [:]
  /// The validator address of this node; nil if it isn't configured.
  public var ownAddress: String?
  /// A node that many blocks below its peers is behind.
  public var behindBlocks: UInt64 = 20
  /// The role that answers heights; nil when the node has none.
  public var restRole: String? = "rest"
  /// Ports of other chains, which the same process may serve.
  public var othersPorts: Set<Int> = []

  public init() {}

  /// The limit of a chain whose blocks take `blockMs`: eight blocks have to be missed.
  func stallMs(blockMs: Int?) -> Int { max(stallMs, min((blockMs ?? 0) * 8, 1_800_000)) }
}
