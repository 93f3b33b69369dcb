import AgentConfig
import AgentCore
import Basics
import ControlModel
import Health
import HostCore
import NodeImport

@testable import AgentDaemon

/// Chain alpha of a host where all is well, to be made ill: seen, judged and told as the agent does it,
/// with a look each five seconds.
struct IllHost {
  static let unit = "alphaos.service"
  static let peers = (1...3).map { "http://peer\($0):3030" }
  static let generation = Generation(number: 4, unit: unit, release: Sample.new)

  let chain: ChainConfiguration
  let settings: ChainSettings
  var state = ChainState(enabled: true, desired: .running, proven: generation)
  var now = ChainObservation(
    nowUnixMs: 1_700_000_000_000, nowBoottimeMs: 10_000_000, bootID: "b")
  var health: ChainHealth
  var listeners: [SeenListener] = []
  var processState: Character?
  /// Whether a node that isn't ready works at it.
  var loads = false
  var logs: [LogRow.Meaning] = []
  var vitals = Vitals()
  var imports: ImportRecord?
  /// What the node answers when it is asked for its height, and what each peer answers.
  var rest: (UInt64) -> ProbeSample.Outcome = { .passed(.height($0)) }
  var peer: (Int, UInt64) -> ProbeSample.Outcome = { .passed(.height($1)) }

  init() {
    var configuration = Configuration()
    configuration.chains[Sample.alpha]?.peers.urls = Self.peers
    let chain = configuration.chains[Sample.alpha]!
    self.chain = chain
    settings = ChainSettings(chain, in: configuration)
    health = ChainHealth(HealthSettings(chain))
    for name in settings.units {
      var unit = UnitState(name: name)
      (unit.load, unit.activity, unit.fileState) = (.loaded, .inactive, "disabled")
      now.units[name] = unit
    }
    now.units[Self.unit]?.fileState = "enabled"
    for socket in settings.sockets { now.units[socket]?.activity = .active }
    now.emptyGroups = Set(settings.units)
    now.current = .generation(Self.generation)
    runs()
    listeners = chain.ports.map {
      SeenListener(
        port: $0.port, address: $0.address, isPublic: false, owner: $0.isHeld ? .held : .node)
    }
    let gib = 1 << 30
    vitals.memoryBytes = 64 * gib
    vitals.availableBytes = 20 * gib
  }

  // MARK: Making it ill

  mutating func runs(_ state: SupervisorReport.State = .ready, failures: Int = 0) {
    let lives = state != .exited && state != .declined
    let runs = state == .ready || state == .starting || state == .stopping
    var report = SupervisorReport(
      unit: Self.unit, chain: Sample.alpha, state: state, bootID: now.bootID)
    report.generation = Self.generation.number
    report.supervisorPID = lives ? 90 : 0
    report.nodePID = runs ? 100 : 0
    report.handoff = .on
    report.failures = failures
    let age = state == .ready ? 700_000 : 20_000
    report.startedBoottimeMs = now.nowBoottimeMs - age
    report.startedUnixMs = now.nowUnixMs - age
    report.readyUnixMs = state == .ready ? now.nowUnixMs - age + 10_000 : nil
    report.ports = Dictionary(
      uniqueKeysWithValues: chain.ports.map {
        ($0.role, NodePort(state == .ready ? ($0.isHeld ? .held : .bound) : .waiting))
      })
    now.supervisors[Self.unit] = report
    now.units[Self.unit]?.activity = lives ? (state == .ready ? .active : .activating) : .failed
    now.units[Self.unit]?.mainProcess = lives ? 90 : 0
    now.emptyGroups.remove(Self.unit)
    now.lock = lives ? .held : .free
    if !runs { listeners.removeAll { $0.owner == .node } }
  }

  mutating func ends(_ activity: UnitState.Activity = .failed) {
    runs(.exited)
    now.units[Self.unit]?.activity = activity
    now.emptyGroups.insert(Self.unit)
  }

  mutating func took(_ role: String, by name: String) {
    let port = chain.port(role)!
    listeners.removeAll { $0.port == port.port }
    listeners.append(
      SeenListener(port: port.port, address: port.address, isPublic: false, owner: .other(name)))
    now.foreignListeners = [ForeignListener(role: role, port: port.port, name: name)]
  }

  mutating func diverts(to peers: [String]) {
    for unit in settings.drainSockets + [settings.relayUnit] { now.units[unit]?.activity = .active }
    now.relay = RelayReport(
      route: .relay, parked: 0, sinceUnixMilliseconds: 0,
      sockets: [.init(address: "0.0.0.0:3030", verified: true)])
    now.relay?.peers = peers
  }

  mutating func begins(
    _ kind: OperationKind, _ phase: Phase, _ direction: Direction = .forward, cause: String? = nil
  ) {
    var operation = Operation(
      id: "op-1", kind: kind, chain: Sample.alpha, strategy: .relay, from: Self.generation,
      target: Self.generation, phase: phase, clock: PhaseClock(now), cause: cause)
    operation.direction = direction
    state.operation = operation
  }

  // MARK: Looking

  /// Looks at it for so long; what it is asked for is answered as `rest` and `peer` say.
  mutating func pass(seconds: Int) {
    for step in 0..<UInt64(seconds / 5) {
      now.nowBoottimeMs += 5_000
      now.nowUnixMs += 5_000
      let height = UInt64(now.nowBoottimeMs / 5_000)
      func sample(_ outcome: ProbeSample.Outcome) -> ProbeSample {
        ProbeSample(outcome, atMs: now.nowBoottimeMs, latencyMs: 2)
      }
      if now.report(of: Self.unit)?.state == .ready {
        health.note(.height, of: "rest", sample(rest(height)))
      }
      if step % 3 == 0 {
        for (index, name) in Self.peers.enumerated() {
          health.note(.height, ofPeer: name, sample(peer(index, height)))
        }
      }
      var observation = NodeObservation(now, chain, state)
      observation.listeners = listeners
      observation.processState = processState
      if loads {
        observation.work = StartProgress.Work(
          cpuMicroseconds: UInt64(now.nowBoottimeMs) * 500, ioBytes: 0, newLines: 0)
      }
      observation.logs = logs.map { LogFinding($0, atMs: now.nowBoottimeMs - 1_000) }
      now.health = health.judge(observation)
      now.peers = health.standIns(nowMs: now.nowBoottimeMs)
      now.configuredPeers = Self.peers.count
      now.silentPeers = health.silentPeers
    }
  }

  // MARK: Telling

  var problems: [Problem] {
    Problems.worstFirst(
      Problems.derive(state, seeing: now, settings: settings)
        + VitalsProblems.derive(vitals, reserveBytes: 20 << 30)
        + [imports?.notice.problem(of: Sample.alpha)].compactMap { $0 })
  }

  var status: ChainHealthStatus { ChainHealthStatus(settings, state, seen: now) }
  var readiness: Readiness { Readiness.judge(state, seeing: now) }
}
