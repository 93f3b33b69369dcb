import Basics

/// The rules, the gravest first: what is seen of one chain makes one word and one sentence.
struct HealthJudge {
  let health: ChainHealth
  let observation: NodeObservation
  let peers: PeerSummary
  let findings: [PortFinding]

  init(_ health: ChainHealth, _ observation: NodeObservation) {
    self.health = health
    self.observation = observation
    peers = health.peers(at: observation.nowMs)
    findings =
      PortFinding.find(
        observation.ports, observation.listeners ?? [], report: observation.report?.ports,
        isUp: observation.isReady && observation.listeners != nil,
        waited: health.waitedMs(at: observation.nowMs))
      + PortFinding.find(udp: observation.ports, observation.receivers, isUp: observation.isReady)
  }

  var settings: HealthSettings { health.settings }
  var now: Int { observation.nowMs }
  var logHint: String { "journalctl -u \(observation.unit ?? "adnet-agent.service")" }
  var rest: CheckHistory? { health.check(.height, settings.restRole) }

  func verdict() -> HealthVerdict {
    var verdict = resting() ?? starting() ?? serving()
    verdict.network = peers.network
    verdict.networkReason = peers.words
    verdict.answers = verdict.state == .hung ? false : answers
    return verdict
  }

  /// Nil before its REST was asked, and when it is asked too often to tell.
  private var answers: Bool? {
    guard observation.isReady else { return nil }
    switch rest?.state {
    case .passing, .absent: return true
    case .failing:
      switch rest?.last?.outcome {
      case .silent, .refused, .notReady: return false
      case .passed, .wrong, .limited, .absent, nil: return true
      }
    case .unknown, .limited, nil: return nil
    }
  }

  // MARK: No node that serves

  private func resting() -> HealthVerdict? {
    guard let unit = observation.unit else {
      return HealthVerdict(.stopped, "the chain has no release")
    }
    guard let state = observation.unitState, state.activity != .unknown else {
      return HealthVerdict(.unknown, "cannot query systemd about \(unit)")
    }
    let runs = state.isActive || state.activity == .activating
    guard observation.isWanted || runs else {
      return HealthVerdict(.stopped, "the chain is stopped")
    }
    if let upgrade = upgrade() { return upgrade }
    if let loop = crashLoop() { return loop }
    guard runs || state.activity == .deactivating else {
      return HealthVerdict(
        .down, "\(unit) is \(state.activity.rawValue)",
        hint: "adnet-agent start \(observation.chain); \(logHint)")
    }
    guard let report = observation.report else {
      return HealthVerdict(.starting, "\(unit) hasn't reported yet")
    }
    switch report.state {
    case .starting, .ready: return nil
    case .stopping: return HealthVerdict(.down, "its node is being stopped")
    case .lockWait, .declined, .invalid:
      return HealthVerdict(.down, "its node isn't started: \(report.reason)", hint: logHint)
    case .backoff, .exited:
      let why = report.lastExit.map { " (\($0.summary))" } ?? ""
      return HealthVerdict(
        .down, "its node has exited\(why)\(comesBack(report))", hint: logHint)
    }
  }

  private func comesBack(_ report: SupervisorReport) -> String {
    report.state == .backoff ? " and restarts shortly" : ""
  }

  /// Such a node ends at every start, and no restart helps.
  private func upgrade() -> HealthVerdict? {
    let meaning = LogRow.Meaning.needsUpgrade
    guard !observation.isReady, isTold(meaning) else { return nil }
    return HealthVerdict(.needsUpgrade, meaning.words, hint: hint(meaning))
  }

  private func crashLoop() -> HealthVerdict? {
    guard let report = observation.report,
      report.failures >= SupervisorReport.crashLoopFailures
    else { return nil }
    if observation.isReady, hasComeBack { return nil }
    let how = report.lastExit.map { ", last with \($0.summary)" } ?? ""
    return HealthVerdict(
      .crashLoop,
      "its node exited \(report.failures) times in a row\(how)"
        + ([findings.first?.text, because].compactMap { $0 }.map { "; \($0)" }.joined()),
      hint: remedy ?? logHint
        + (observation.isReleaseNew ? "; adnet-agent rollback \(observation.chain)" : ""))
  }

  /// One that serves, and goes on or has for a while, has come out of its row of deaths. What can't be
  /// asked has done so after a longer while.
  private var hasComeBack: Bool {
    let readyMs = observation.readyMs.map { now - $0 } ?? 0
    if readyMs >= SupervisorReport.settledMs { return true }
    guard settings.restRole == nil || rest?.state == .passing else { return false }
    return health.heights.hasAdvanced || readyMs >= Self.comeBackMs
  }

  private static let comeBackMs = 20_000

  // MARK: Logs

  /// By this process; in a row of deaths, by the ones before it too.
  private func isTold(_ meaning: LogRow.Meaning) -> Bool {
    let isInARow = !observation.isReady && observation.report?.failures ?? 0 > 0
    let since = (isInARow ? health.rowBeganMs : nil) ?? observation.startedMs ?? now
    return observation.logs.contains { $0.meaning == meaning && $0.atMs >= since }
  }

  private var told: LogRow.Meaning? { LogRow.Meaning.allCases.first(where: isTold) }

  private func hint(_ meaning: LogRow.Meaning) -> String {
    meaning.hint(chain: observation.chain.text, unit: observation.unit ?? "")
  }

  var because: String? { told?.words }
  var remedy: String? { told.map(hint) }
}
