/// Time limits of operations, in milliseconds: the defaults, most of which a configuration replaces
/// (`ChainSettings+Configuration`).
public struct PhaseLimits: Hashable, Sendable {
  /// The relay of the drain before may still have clients to hand back.
  public var raise = 60_000
  public var divert = 15_000
  /// The time that the node gets to answer requests it accepted before the diversion.
  public var drain = 1_000
  /// The time that it gets for the answers it owes on connections that are being taken over.
  public var grace = 10_000
  /// The limit of a stop, above the unit's TimeoutStopSec, after which systemd kills.
  public var stop = 180_000
  /// The time that the order to stop waits for the chain to be safe without the node.
  public var recheck = 15_000
  /// The limit of short work on a ledger: its backup, and the way back from a hand-over.
  public var ledger = 120_000
  public var own = 60_000
  public var ready = 600_000
  public var answer = 60_000
  /// The time that a node that answers may take to show that its chain advances, while peers serve its
  /// clients: two of the slowest chain's blocks (docs/nodes.md). The watch after it decides.
  public var prove = 30_000
  public var restore = 15_000
  public var lower = 60_000
  /// The time that a started node is watched, and the time its height may take to advance meanwhile.
  public var watch = 60_000
  public var advance = 180_000
  public var enable = 60_000
  /// The time that a client waits behind the relay before it gets 503.
  public var park = 30_000
  /// The interval between looks at the height: during an operation, and otherwise.
  public var probeBusy = 1_000
  public var probeIdle = 5_000
  /// Failures in a row of one effect that end a way forward.
  public var effectTries = 5

  public init() {}
}
