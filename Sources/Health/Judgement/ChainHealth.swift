public import Basics
public import Quorum

/// All that is kept of a chain's health between two looks. It may be lost at any time: thresholds
/// then begin anew.
public struct ChainHealth: Sendable {
  public var settings: HealthSettings
  public private(set) var checks: [CheckID: CheckHistory] = [:]
  public private(set) var heights = HeightHistory()
  public private(set) var peerHeights: [String: HeightHistory] = [:]
  /// The committee as it was last told, by who told it: the role of the node's port, or a base URL.
  public private(set) var committees: [String: Committee] = [:]
  public private(set) var start = StartProgress()
  public private(set) var verdict: HealthVerdict?
  private var accepts: AcceptWatch
  private var strays = StrayWatch()
  private var process: Int32?
  /// When the process began with which a row of deaths began; else the one that lives now.
  private(set) var rowBeganMs: Int?
  private var lastReport: SupervisorReport?
  /// Since when no supervisor reports.
  private var silentSinceMs: Int?

  public init(_ settings: HealthSettings) {
    self.settings = settings
    accepts = AcceptWatch(limitMs: 15_000)
  }

  /// A probe of the node's own ports.
  public mutating func note(_ kind: CheckID.Kind, of role: String, _ sample: ProbeSample) {
    checks[CheckID(kind, role), default: CheckHistory()].note(sample, settings.thresholds)
    Self.take(sample, into: &heights)
    if case .committee(let committee) = sample.value { committees[role] = committee }
  }

  /// A probe of a configured peer.
  public mutating func note(_ kind: CheckID.Kind, ofPeer peer: String, _ sample: ProbeSample) {
    checks[CheckID(kind, peer), default: CheckHistory()].note(sample, settings.thresholds)
    Self.take(sample, into: &peerHeights[peer, default: HeightHistory()])
    if case .committee(let committee) = sample.value { committees[peer] = committee }
  }

  private static func take(_ sample: ProbeSample, into heights: inout HeightHistory) {
    switch sample.value {
    case .height(let height): take(height, sample, into: &heights)
    case .block(let height, let hash):
      take(height, sample, into: &heights)
      heights.note(hash: hash, at: height)
    case .some, nil: break
    }
  }

  /// Of two questions under way at once, the one that ends later may have been answered first: a
  /// lower height then proves no fall.
  private static func take(
    _ height: UInt64, _ sample: ProbeSample, into heights: inout HeightHistory
  ) {
    let overlaps = heights.lastMs.map { sample.atMs - sample.latencyMs < $0 } ?? false
    if overlaps, height < heights.last ?? 0 { return }
    heights.note(height, atMs: sample.atMs)
  }

  /// The verdict at this moment.
  public mutating func judge(_ seen: NodeObservation) -> HealthVerdict {
    let observation = bridged(seen)
    if let pid = observation.nodePID, pid != process {
      if process != nil { forgetProcess() }
      process = pid
    }
    if observation.report?.failures ?? 0 == 0 || rowBeganMs == nil {
      // An agent that comes into the middle of a row looks back a while.
      let isInARow = observation.report?.failures ?? 0 > 0
      rowBeganMs = isInARow ? observation.nowMs - 900_000 : observation.startedMs
    }
    if let started = observation.startedMs, observation.nodePID != nil, !observation.isReady {
      start.note(
        observation.work, sinceMs: started, atMs: observation.nowMs, graceMs: settings.startGraceMs)
    }
    if let listeners = observation.listeners {
      let unheld = Set(observation.ports.filter { !$0.isHeld }.map(\.port))
      accepts.note(listeners.filter { unheld.contains($0.port) }, atMs: observation.nowMs)
      if let report = observation.report {
        strays.note(
          listeners, observation.ports, others: settings.othersPorts, report,
          atMs: observation.nowMs)
      } else {
        strays.restart()
      }
    }
    var new = HealthJudge(self, observation).verdict()
    // Only the state has a since: its reason may change its numbers all the time.
    let isSame = verdict?.state == new.state
    new.sinceBoottimeMs = isSame ? verdict?.sinceBoottimeMs ?? observation.nowMs : observation.nowMs
    verdict = new
    return new
  }

  /// Between two supervisors of one unit there is none that reports. A row of deaths goes on over it:
  /// what was known a moment before still holds, unless it was of a node that served.
  private mutating func bridged(_ seen: NodeObservation) -> NodeObservation {
    guard seen.report == nil else {
      (lastReport, silentSinceMs) = (seen.report, nil)
      return seen
    }
    let since = silentSinceMs ?? seen.nowMs
    silentSinceMs = since
    guard let last = lastReport, last.unit == seen.unit, seen.nowMs - since <= Self.bridgeMs else {
      return seen
    }
    var observation = seen
    switch last.state {
    case .exited, .backoff, .starting, .lockWait, .declined, .invalid:
      observation.report = last
      observation.report?.nodePID = 0
      observation.startedMs = last.startedBoottimeMs
    case .ready, .stopping: break
    }
    return observation
  }

  private static let bridgeMs = 5_000

  /// The facts about a node's process don't apply to the next one.
  private mutating func forgetProcess() {
    checks = checks.filter { settings.peers.contains($0.key.target) }
    heights.restart()
    strays.restart()
  }

  func check(_ kind: CheckID.Kind, _ role: String?) -> CheckHistory? {
    role.flatMap { checks[CheckID(kind, $0)] }
  }

  /// The upgrade that the node says it needs; nil when it needs none, or doesn't say.
  public var requiredUpgrade: RequiredUpgrade? {
    for (id, check) in checks where id.kind == .metrics && check.state == .passing {
      guard case .metrics(_, let upgrade?) = check.lastPassed?.value else { continue }
      return upgrade.seen(from: heights.last, blockMs: heights.blockMs)
    }
    return nil
  }

  /// Where the node that starts listens instead of at its ports.
  public var strayPorts: StrayPorts? { strays.found }

  func waitedMs(at now: Int) -> [Int: Int] { accepts.waitedMs(at: now) }

  public func peers(at now: Int) -> PeerSummary {
    let still = heights.stillMs(at: now) ?? .max
    let isWell =
      check(.height, settings.restRole)?.state == .passing
      && still < settings.stallMs(blockMs: heights.blockMs)
    return PeerSummary(
      own: heights, isWell: isWell, peers: peerHeights, settings: settings, nowMs: now)
  }
}
