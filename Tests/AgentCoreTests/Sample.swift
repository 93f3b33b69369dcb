import AgentCore
import Basics

/// One chain in its usual state, to be changed by each test.
enum Sample {
  static let chain = name("alpha")
  static let unit = "alphaos.service"
  static let socket = "adnet-alpha-rest.socket"
  static let drain = "adnet-alpha-rest-drain.socket"
  static let relay = "adnet-relay@alpha.service"
  static let drainer = "adnet-drain@alpha.service"
  static let boot = "boot-1"
  static let now = 1_700_000_000_000

  /// The quorum isn't guarded: GateTests ask for that.
  static let settings: ChainSettings = {
    var settings = guarded
    settings.guardsQuorum = false
    return settings
  }()
  static let guarded = ChainSettings(
    chain: chain, nodeUnits: ["alphaos": unit, "adnet": "adnet@alpha.service"], sockets: [socket],
    drainSockets: [drain], relayUnit: relay,
    drainUnit: drainer)
  static let policy = ChainPolicy(settings)

  static let old = generation(4, "1.0.0")
  static let new = generation(5, "2.0.0")
  static let releases = [
    old.release, new.release, generation(1, "1.0.0", program: "adnet").release,
  ]

  static func name(_ text: String) -> ChainName {
    guard let name = ChainName(text) else { preconditionFailure(text) }
    return name
  }

  static func generation(
    _ number: Int, _ version: String, program: String = "alphaos"
  ) -> Generation {
    guard let release = ReleaseID(program: program, version: version, digest: "0f3a9c1b2d4e")
    else { preconditionFailure(version) }
    return Generation(
      number: number, unit: settings.nodeUnits[program] ?? unit, release: release)
  }

  static var state: ChainState { ChainState(enabled: true, desired: .running, proven: old) }

  static func agent(_ chain: ChainState = state) -> AgentState {
    AgentState(chains: [Sample.chain: chain])
  }

  /// `generation` runs well and clients go to it.
  static func serving(_ generation: Generation? = old) -> ChainObservation {
    var seen = ChainObservation(nowUnixMs: now, nowBoottimeMs: 1_000_000, bootID: boot)
    for name in settings.units { seen.units[name] = down(name) }
    seen.emptyGroups = Set(settings.units)
    seen.lock = .free
    guard let generation else { return seen }
    seen.current = .generation(generation)
    seen.units[socket]?.activity = .active
    seen.run(generation)
    seen.height = HeightReading(.height(100), atUnixMs: now)
    return seen
  }

  static func down(_ name: String) -> UnitState {
    var unit = UnitState(name: name)
    unit.load = .loaded
    unit.activity = .inactive
    unit.fileState = name == Sample.unit ? "enabled" : "disabled"
    return unit
  }

  static func operation(
    _ phase: Phase, _ kind: OperationKind = .swap, _ direction: Direction = .forward,
    strategy: Strategy = .park
  ) -> Operation {
    let clock = PhaseClock(sinceUnixMs: now, sinceBoottimeMs: 1_000_000, bootID: boot)
    var operation = Operation(
      id: "op-1", kind: kind, chain: chain, strategy: strategy,
      from: kind == .install ? nil : old, target: new, phase: phase, clock: clock,
      baselineHeight: kind == .install ? nil : 100)
    operation.direction = direction
    operation.timeline = [PhaseRecord(phase, direction, startedUnixMs: now)]
    return operation
  }

  static func state(_ operation: Operation) -> ChainState {
    var state = state
    state.operation = operation
    return state
  }
}

extension ChainObservation {
  /// Two questions in a row have this answer.
  mutating func answerTwice(_ height: UInt64) {
    heightBefore = HeightReading(.height(height), atUnixMs: nowUnixMs)
    self.height = HeightReading(.height(height), atUnixMs: nowUnixMs)
  }

  /// The supervisor of the generation's unit reports `state`, and its unit is as that implies.
  mutating func run(
    _ generation: Generation, _ state: SupervisorReport.State = .ready, failures: Int = 0
  ) {
    let name = generation.unit
    let lives = state != .exited && state != .declined && state != .invalid
    var report = SupervisorReport(unit: name, chain: Sample.chain, state: state, bootID: bootID)
    report.generation = generation.number
    report.release = generation.release
    report.supervisorPID = lives ? 200 : 0
    report.nodePID = lives && state != .backoff && state != .lockWait ? 201 : 0
    report.failures = failures
    report.handoff = .on
    report.sinceUnixMs = nowUnixMs
    supervisors[name] = report
    units[name]?.mainProcess = lives ? 200 : 0
    units[name]?.activity =
      state == .lockWait || !lives ? .activating : state == .stopping ? .deactivating : .active
    emptyGroups.remove(name)
    lock = .held
  }

  mutating func end(_ unit: String = Sample.unit) {
    supervisors[unit]?.state = .exited
    units[unit]?.activity = .inactive
    units[unit]?.mainProcess = 0
    emptyGroups.insert(unit)
    lock = .free
  }

  /// After five deaths in a row, ready for so many milliseconds.
  mutating func comesBack(ready milliseconds: Int) {
    run(Sample.old, failures: 5)
    supervisors[Sample.unit]?.startedBoottimeMs = nowBoottimeMs - milliseconds - 2_000
    supervisors[Sample.unit]?.startedUnixMs = nowUnixMs - milliseconds - 2_000
    supervisors[Sample.unit]?.readyUnixMs = nowUnixMs - milliseconds
  }

  mutating func raise(_ route: RelayReport.Route, verified: Bool = true) {
    units[Sample.drain]?.activity = .active
    units[Sample.relay]?.activity = .active
    relay = RelayReport(
      route: route, parked: 0, sinceUnixMilliseconds: 0,
      sockets: [.init(address: "0.0.0.0:3030", verified: verified)])
  }

  mutating func adopts(_ state: AdoptionReport.State, beganAgo: Int = 0) {
    var report = AdoptionReport(beganUnixMs: nowUnixMs - beganAgo)
    report.state = state
    relay?.adoption = report
  }

  mutating func pass(_ milliseconds: Int) {
    nowUnixMs += milliseconds
    nowBoottimeMs += milliseconds
  }
}
