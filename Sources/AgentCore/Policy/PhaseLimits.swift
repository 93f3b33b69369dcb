/// How long things may take, in milliseconds.
public struct PhaseLimits: Hashable, Sendable {
  /// The relay of the drain before may still have clients to hand back.
  public var raise = 60_000
  public var divert = 15_000
  /// What the node gets to answer requests it accepted before the diversion.
  public var drain = 1_000
  /// What it gets for the answers it owes on connections that are being taken over.
  public var grace = 10_000
  /// Above the unit's TimeoutStopSec, after which systemd kills.
  public var stop = 180_000
  /// How long the order to stop waits for the chain to be able to do without the node.
  public var recheck = 15_000
  /// What is done to a ledger at once: its backup, and the way back from a hand-over.
  public var ledger = 120_000
  public var own = 60_000
  public var ready = 600_000
  public var answer = 60_000
  /// How long a node that answers may take to show that its chain advances, while peers serve its
  /// clients: two of the slowest chain's blocks (docs/nodes.md). The watch after it decides.
  public var prove = 30_000
  public var restore = 15_000
  public var lower = 60_000
  /// How long a started node is watched, and how long its height may take to advance meanwhile.
  public var watch = 60_000
  public var advance = 180_000
  public var enable = 60_000
  /// How long a client waits behind the relay before it is answered 503.
  public var park = 30_000
  /// Between looks at the height: during an operation, and otherwise.
  public var probeBusy = 1_000
  public var probeIdle = 5_000
  /// Failures in a row of one effect that end a way forward.
  public var effectTries = 5

  public init() {}
}
