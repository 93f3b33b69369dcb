import AgentConfig
import AgentCore
import Basics
import Health
import LinuxSystem
import Quorum

/// The loop's memory of one chain's health: when what is asked, and what came of it. All of it may
/// be lost at any time.
final class HealthMonitor {
  let chain: ChainConfiguration
  /// Ports of other chains, which the same process may serve.
  let othersPorts: Set<Int>
  let results = ProbeResults()
  private(set) var health: ChainHealth
  private let plan: ProbePlan
  private let listeners: ListenerTable
  private let starts: StartLog
  private let user: UInt32?
  private var clock = DueProbes()
  private var log = NodeLog()
  private var process: Int32?
  private var report: SupervisorReport?
  private var heightMs = 0
  /// The foreign listeners at the chain's ports.
  private(set) var foreignListeners: [ForeignListener] = []
  /// The greatest height that the process which runs has answered, and whether it has grown.
  var heights: (highest: UInt64?, hasAdvanced: Bool) {
    let lives = report?.nodePID ?? 0 > 0
    return lives ? (health.heights.highest, health.heights.hasAdvanced) : (nil, false)
  }
  /// The UDP sockets at the chain's ports; nil while that isn't known.
  private(set) var receivers: [SeenListener]?
  /// Everything is to be asked now.
  private var wantsAll = false
  /// From then on until the one who asked for it has the answer.
  private var isRefreshing = false
  /// The committee of the configured file; nil when there is none, or when it can't be used.
  private let committeeFile: Committee?
  let committeeTrouble: Failure?
  /// The process that has been seen in consensus.
  private var provenProcess: Int32?
  /// While a check of the REST fails it is asked that often, so that its return is seen soon.
  private static let returnMs = 1_000

  init(
    _ chain: ChainConfiguration, listeners: ListenerTable, starts: StartLog, user: UInt32?,
    othersPorts: Set<Int>
  ) {
    self.chain = chain
    self.othersPorts = othersPorts
    self.listeners = listeners
    self.starts = starts
    self.user = user
    plan = ProbePlan(chain)
    health = ChainHealth(HealthSettings(chain))
    health.settings.othersPorts = othersPorts
    guard !chain.quorum.file.isEmpty else {
      (committeeFile, committeeTrouble) = (nil, nil)
      return
    }
    do throws(Failure) {
      (committeeFile, committeeTrouble) = (try CommitteeFile.read(chain.quorum.file), nil)
    } catch {
      (committeeFile, committeeTrouble) = (nil, error)
    }
  }

  // MARK: Results

  /// Takes what has come in. True when something is thought otherwise now.
  func take() -> Bool {
    let before = health.checks.mapValues(\.state)
    for result in results.take() {
      switch result {
      case .node(let kind, let role, let sample):
        clock.ended(CheckID(kind, role))
        health.note(kind, of: role, sample)
      case .peer(let kind, let url, let sample):
        clock.ended(CheckID(kind, url))
        health.note(kind, ofPeer: url, sample)
      }
    }
    return health.checks.mapValues(\.state) != before
  }

  // MARK: Judging

  func judge(_ seen: ChainObservation, _ state: ChainState) -> HealthVerdict {
    _ = take()
    for report in seen.supervisors.values where report.bootID == seen.bootID { starts.note(report) }
    var observation = NodeObservation(seen, chain, state)
    if let pid = observation.report?.nodePID, pid > 0, pid != process {
      process = pid
      clock.forget(plan.node)
      log.beginProcess()
    }
    let runs = seen.current.generation.flatMap { seen.units[$0.unit] }
    if let pid = process, observation.report?.nodePID == pid {
      observation.processState = ProcessState.letter(of: pid)
    }
    observation.listeners = listeners.seen(
      observation.ports, node: runs?.controlGroup,
      held: chain.units.sockets.map(\.held).filter { seen.units[$0]?.isActive == true },
      user: user, nowMs: observation.nowMs, fresh: observation.report != report)
    observation.receivers = listeners.receivers(
      observation.ports, node: runs?.controlGroup, user: user, nowMs: observation.nowMs,
      fresh: observation.report != report)
    receivers = observation.receivers
    foreignListeners = foreignListeners(observation.listeners ?? [], observation.ports, seen)
    report = observation.report
    if observation.isWanted, let unit = observation.unit, !isWell {
      log.read(unit, nowMs: observation.nowMs, serves: observation.report?.state == .ready)
    }
    observation.logs = log.findings
    if let group = runs?.controlGroup, observation.report?.state == .starting {
      observation.work = StartProgress.Work(
        cpuMicroseconds: Cgroup.cpuMicroseconds(group) ?? 0, ioBytes: Cgroup.ioBytes(group) ?? 0,
        newLines: log.novelty.count)
    }
    observation.expectedStartMs = starts.expectedMs(chain.name)
    return health.judge(observation)
  }

  private func foreignListeners(
    _ listeners: [SeenListener], _ ports: [ExpectedPort], _ seen: ChainObservation
  ) -> [ForeignListener] {
    ports.compactMap { port in
      // Held by systemd, in either socket of the pair.
      let pair = chain.units.sockets.first { $0.role == port.role }
      if let pair, [pair.held, pair.drain].contains(where: { seen.units[$0]?.isActive == true }) {
        return nil
      }
      let name = listeners.lazy.filter { $0.serves(port) }.compactMap { listener in
        if case .other(let name) = listener.owner { name } else { nil }
      }.first
      // Another unit of the chain's own is a node that ends, or declines; one of its sockets is what the
      // node that ends was passed.
      let own = chain.units.owners + chain.units.sockets.flatMap { [$0.held, $0.drain] }
      guard let name, !own.contains(where: { name.hasPrefix($0) }) else { return nil }
      return ForeignListener(role: port.role, port: port.port, name: name)
    }
  }

  private var isWell: Bool {
    switch health.verdict?.state {
    case .healthy, .syncing, .limited: true
    case .unknown, .stopped, .down, .starting, .degraded, .faulty, .hung, .stalled, .networkStalled,
      .forked, .needsUpgrade, .crashLoop, .notListening, nil:
      false
    }
  }

  // MARK: Quorum

  /// Whether the node was started after an unclean end, and hasn't been seen in consensus since.
  func recovers() -> Bool {
    guard let report, report.nodePID > 0, report.exitBefore?.isUnclean == true else { return false }
    if health.isSeenInConsensus { provenProcess = report.nodePID }
    return provenProcess != report.nodePID
  }

  /// The validators that keep the chain going; nil while the committee is unknown. The node's own word first, then
  /// the peers', then the file's.
  func quorum(_ seen: ChainObservation) -> QuorumObservation? {
    let rest = health.settings.restRole ?? ""
    let peer = health.settings.peers.first { health.committees[$0] != nil }
    let attendance = health.attendance(
      nowMs: seen.nowBoottimeMs, nowUnixMs: seen.nowUnixMs, recovers: seen.recovers)
    if let own = health.committees[rest] {
      return QuorumObservation(own, from: "the node", attendance)
    }
    if let peer, let told = health.committees[peer] {
      return QuorumObservation(told, from: peer, attendance)
    }
    return committeeFile.map { QuorumObservation($0, from: chain.quorum.file, attendance) }
  }

  // MARK: Asking

  func refresh() {
    wantsAll = true
    isRefreshing = true
    results.watch(true)
  }

  func endRefresh() { isRefreshing = false }

  /// While results of a refresh are still to come.
  var isAsking: Bool { wantsAll || clock.isBusy }

  /// Begins what is due. `done` is called from the probes' thread after each that is worth a look: where it
  /// is watched, any. Returns when something is due again.
  func ask(
    _ prober: Prober, nowMs now: Int, isReady: Bool, isWatched: Bool, height: HeightWatch,
    done: @escaping @Sendable () -> Void
  ) -> Int {
    results.watch(isWatched || isRefreshing)
    results.settle(health.checks, health.settings.thresholds)
    // Peers always: who starts a node, or takes over one, wants to know first how the network is.
    let probes = plan.peers + (isReady ? plan.node : [])
    let role = chain.heightPort?.role ?? ""
    let fails = isReady && health.checks[CheckID(.height, role)]?.state == .failing
    if isReady, wantsAll || fails, now - heightMs >= Self.returnMs {
      heightMs = now
      prober.look(chain, into: height, results, done: done)
    }
    for probe in clock.begin(probes, health.checks, nowMs: now, refresh: wantsAll) {
      prober.begin(probe, chain, results, done: done)
    }
    wantsAll = false
    let due = probes.compactMap { clock.dueMs($0, health.checks) }.min() ?? now + 60_000
    return max(now + 50, min(due, fails ? heightMs + Self.returnMs : .max))
  }
}
