public import Basics

/// An operation: one thing an operator asked for, from its acceptance to its outcome.
public struct Operation: Hashable, Codable, Sendable {
  public let id: String
  public let kind: OperationKind
  public let chain: ChainName
  public let strategy: Strategy
  /// The owner of the chain before, and what a failure goes back to.
  public let from: Generation?
  /// The owner of the chain when the operation ends. Going back makes it `from`'s unit and
  /// release, under a new number once the link may have moved.
  public var target: Generation?
  /// The release that was asked for, which a way back leaves as it is.
  public let goal: ReleaseID?
  /// The generation whose settings the target is started with; nil for those of the configuration as
  /// it was applied last.
  public var settingsOf: Int?
  /// The generation whose settings a way back takes; nil for those of `from`.
  public var returnsTo: Int?
  /// A start or restart that takes up another configuration: its target is a generation of its own.
  public var renews: Bool?
  /// A start of a chain on which nothing has been proven: what runs well to the end of its watch is.
  public var proves: Bool?
  /// The reason that the agent began it by itself; nil when an operator asked for it.
  public let cause: String?
  /// The person who has accepted that the chain may halt; nil when that wasn't in question.
  public var acceptedHalt: String?
  /// The person who has accepted that the node comes up with less than the chain had.
  public var acceptedHeight: String?
  /// A stop by the agent itself, of a node that has lost what its chain had.
  public var holds: Bool?
  /// Whether the safety record is missing: no node is started before it is back, or its absence accepted.
  public var lacksRecord: Bool?
  /// The height that the node answered last before it was ordered to stop.
  public var reachedHeight: UInt64?
  /// Whether the chain stood still before the node was ordered to stop: that it goes on can then be no
  /// condition. Nil when it didn't.
  public var stoodStill: Bool?
  /// The person who accepts a halt should that come into question before the node is stopped.
  public var mayHaltBy: String?
  public var direction: Direction
  public var phase: Phase
  public var clock: PhaseClock
  /// The work on the ledger; nil where there is none.
  public var ledger: LedgerPlan?
  /// The group of operations that it goes in step with; nil where it concerns one chain alone, as most do.
  public var together: OperationGroup?
  public let startedUnixMs: Int
  public var endedUnixMs: Int?
  /// Clients are kept from failing by a relay; false once a way back found none.
  public var parks: Bool
  /// The last height read before clients were diverted.
  public var baselineHeight: UInt64?
  /// The height at which the started node answered first, and its process since the watch began.
  public var answeredHeight: UInt64?
  public var watchedPID: Int32?
  /// True once the node was ordered to stop, and once it was proven dead after that.
  public var stopOrdered: Bool
  /// The time of the first order to stop.
  public var stopOrderedUnixMs: Int?
  public var nodeStopped: Bool
  /// Whether that stop let the node end by itself; nil when its supervisor left no record.
  public var cleanStop: Bool?
  /// The fate of the node's connections, once that was clear.
  public var adoption: AdoptionReport?
  /// The fate of the requests that the relay took until clients were sent to the node again.
  public var relayed: RelayCounts?
  public var failure: Failure?
  public var outcome: Outcome?
  public var timeline: [PhaseRecord]

  public init(
    id: String, kind: OperationKind, chain: ChainName, strategy: Strategy, from: Generation?,
    target: Generation?, phase: Phase, clock: PhaseClock, baselineHeight: UInt64? = nil,
    cause: String? = nil
  ) {
    self.id = id
    self.kind = kind
    self.chain = chain
    self.strategy = strategy
    self.from = from
    self.target = target
    goal = target?.release
    self.cause = cause
    self.phase = phase
    self.clock = clock
    self.baselineHeight = baselineHeight
    direction = .forward
    startedUnixMs = clock.sinceUnixMs
    parks = strategy != .bare
    stopOrdered = false
    nodeStopped = false
    timeline = [PhaseRecord(phase, .forward, startedUnixMs: clock.sinceUnixMs)]
  }

  /// The release that it was about, whichever way it went: a way back has another target.
  public var tried: ReleaseID? { goal ?? target?.release }

  /// Whether the chain's link moves to another generation.
  public var movesLink: Bool { kind.exchangesRelease || renews == true }

  /// Whether its target is what is remembered as proven, and what boot starts, when it ends well.
  public var settles: Bool { movesLink || proves == true }
}
