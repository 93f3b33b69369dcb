public import Basics

/// An observation of one chain at one moment: what decisions are made from.
public struct ChainObservation: Hashable, Sendable {
  public var nowUnixMs: Int
  public var nowBoottimeMs: Int
  public var bootID: String
  /// By full unit name. A unit that couldn't be asked about is absent, which proves nothing.
  public var units: [String: UnitState]
  /// Units whose control group was seen to have no process, or not to exist.
  public var emptyGroups: Set<String>
  /// By the full name of the unit whose supervisor wrote it; absent when there is no file.
  public var supervisors: [String: SupervisorReport]
  /// The last words of a unit's node before it ended by itself (`LastWords`), by unit.
  public var lastWords: [String: String] = [:]
  public var lock: ChainLock
  public var current: CurrentLink
  /// The settings that a new generation of its unit and release would be started with instead; nil
  /// when with the same.
  public var pending: PendingSettings?
  /// By number, generations whose settings are kept, and have the held ports of the current one: a way
  /// back to them needs no stop.
  public var keptSettings: [Int: KeptSettings] = [:]
  /// The ledger; nil before a program owns the chain.
  public var ledger: LedgerObservation?
  /// The places where the owner's node keeps things, by what it is started with; nil when that isn't known.
  public var storage: NodeStorage?
  /// The safety record isn't yet where the owner's node looks for it: no supervisor starts that.
  public var owesRecord = false
  /// The relay's report; nil when nothing answers on its control socket.
  public var relay: RelayReport?
  /// The latest look at the height, whatever it gave.
  public var height: HeightReading?
  /// The answer before it that had a height.
  public var heightBefore: HeightReading?
  /// The greatest height that the process which runs has answered; nil while that isn't known.
  public var highest: UInt64?
  /// Whether that height has grown since the process started.
  public var hasAdvanced = false
  /// The latest effect that failed and hasn't succeeded since.
  public var effectFailure: EffectFailure?
  /// The reason that this host doesn't let a supervisor hand a socket to its node now; nil when it does.
  public var handoffRefusal: String?
  /// The verdict of the probes; nil before the first.
  public var health: HealthVerdict?
  /// The peers that could answer in the node's place now, by base URL: well, and not below it.
  /// Sorted; nil while that isn't known.
  public var peers: [String]?
  /// The number of configured peers, and the base URLs of those that don't answer, sorted.
  public var configuredPeers = 0
  public var silentPeers: [String] = []
  /// The processes that listen at the chain's ports and aren't its own.
  public var foreignListeners: [ForeignListener] = []
  /// Processes of its programs that no unit of ours runs.
  public var secondProcesses: [SecondProcess] = []
  /// The ports where the node that starts listens instead of at its own; nil where it doesn't.
  public var strayPorts: StrayPorts?
  /// The upgrade that the node says it needs; nil when it needs none, or doesn't say.
  public var requiredUpgrade: RequiredUpgrade?
  /// An operation of another chain is under way.
  public var isHostBusy = false
  /// The committee that keeps the chain going; nil while it isn't known.
  public var quorum: QuorumObservation?
  /// The node was started after an unclean end, and hasn't been seen in consensus since.
  public var recovers = false
  public var host = HostFacts()
  /// The chains that one process may serve together with this one.
  public var companions: [ChainName: Companion] = [:]

  public init(
    nowUnixMs: Int, nowBoottimeMs: Int, bootID: String, units: [String: UnitState] = [:],
    emptyGroups: Set<String> = [], supervisors: [String: SupervisorReport] = [:],
    lock: ChainLock = .unknown,
    current: CurrentLink = .missing, relay: RelayReport? = nil, height: HeightReading? = nil,
    effectFailure: EffectFailure? = nil, handoffRefusal: String? = nil
  ) {
    self.nowUnixMs = nowUnixMs
    self.nowBoottimeMs = nowBoottimeMs
    self.bootID = bootID
    self.units = units
    self.emptyGroups = emptyGroups
    self.supervisors = supervisors
    self.lock = lock
    self.current = current
    self.relay = relay
    self.height = height
    self.effectFailure = effectFailure
    self.handoffRefusal = handoffRefusal
  }

  /// A unit's report when it is of this boot and, unless it tells of an end, by the supervisor that is
  /// the unit's main process now.
  public func report(of unit: String) -> SupervisorReport? {
    guard let report = supervisors[unit], report.bootID == bootID, report.unit == unit else {
      return nil
    }
    switch report.state {
    case .declined, .invalid, .exited: return report
    case .lockWait, .backoff, .starting, .ready, .stopping:
      return report.supervisorPID == units[unit]?.mainProcess ? report : nil
    }
  }
}
