public import Basics

/// The observations of a chain's node in one round, apart from the probes. Times are milliseconds of the
/// boot's clock.
public struct NodeObservation: Hashable, Sendable {
  public var nowMs: Int
  public var chain: ChainName
  /// Whether the chain should run.
  public var isWanted: Bool
  /// Whether its release was replaced lately, and a previous one exists.
  public var isReleaseNew = false
  /// The unit that owns the chain; nil when there is no release.
  public var unit: String?
  /// Nil when systemd couldn't be asked.
  public var unitState: UnitState?
  /// Of the supervisor that is the unit's main process now.
  public var report: SupervisorReport?
  /// When the node's process was started, and when it became ready.
  public var startedMs: Int?
  public var readyMs: Int?
  /// The kernel's letter of the node's main process: `T` for one that was stopped.
  public var processState: Character?
  public var work: StartProgress.Work?
  public var expectedStartMs: Int?
  public var ports: [ExpectedPort] = []
  /// Nil when the kernel couldn't be asked.
  public var listeners: [SeenListener]?
  /// UDP sockets at ports with a use for them, in the same form; nil when the kernel couldn't be asked.
  public var receivers: [SeenListener]?
  public var logs: [LogFinding] = []

  public init(nowMs: Int, chain: ChainName, isWanted: Bool) {
    self.nowMs = nowMs
    self.chain = chain
    self.isWanted = isWanted
  }

  var isReady: Bool { report?.state == .ready && nodePID != nil }

  var nodePID: Int32? {
    guard let pid = report?.nodePID, pid > 0 else { return nil }
    return pid
  }
}
