import Basics
import ControlModel
import Quorum

@testable import AgentCore

/// Documents as an agent would send them.
enum Sample {
  static let now = Timestamp("2026-03-01T12:00:00Z")!
  static let alpha = ChainName("alpha")!
  static let delta = ChainName("delta")!
  static let old = ReleaseID("alphaos/1.3.0-7c22b0a911fe")!
  static let new = ReleaseID("alphaos/1.4.0-0f3a9c1b2d4e")!
  static let deltaos = ReleaseID("deltaos/0.9.2-55aa01c4de90")!

  static func ago(_ seconds: Int) -> Timestamp {
    Timestamp(unixMilliseconds: now.unixMilliseconds - Int64(seconds) * 1_000)
  }

  static func status(
    _ chains: [ChainStatus], _ problems: [Problem] = [], agent: AgentStatus.State = .running
  ) -> StatusDocument {
    StatusDocument(
      agent: AgentStatus(version: "0.1.0", pid: 812, since: ago(273_600), state: agent),
      host: "validator-1", observedAt: now, chains: chains, problems: problems)
  }

  static func port(
    _ role: String, _ port: UInt16, _ state: PortStatus.State, held: Bool = false,
    actual: String? = nil, owner: PortOwner? = PortOwner(name: "node", pid: 4711)
  ) -> PortStatus {
    PortStatus(
      role: role, address: role == "metrics" ? "127.0.0.1" : "0.0.0.0", port: port,
      declaredHeld: held, state: state, actual: actual, owner: owner)
  }

  static var alphaChain: ChainStatus {
    ChainStatus(
      chain: alpha, enabled: true, desired: .running, unit: "alphaos.service",
      unitState: UnitStatus(active: .active, sub: "running"), release: new, generation: 7,
      supervisor: SupervisorStatus(state: .ready, since: ago(183_591)), nodePID: 4711,
      upSince: ago(183_600),
      ports: [
        port("rest", 3030, .held, held: true), port("p2p", 4130, .bound),
        port("bft", 5000, .bound), port("metrics", 9090, .bound),
      ],
      handoff: HandoffStatus(on: true),
      height: HeightStatus(value: 1_234_567, observedAt: ago(2), advancedAt: ago(9)),
      memoryBytes: 13_207_024_435,
      operation: operation(.done, began: 183_605).summary)
  }

  static var deltaChain: ChainStatus {
    ChainStatus(
      chain: delta, enabled: true, desired: .running, unit: "deltaos.service",
      unitState: UnitStatus(active: .active, sub: "running"), release: deltaos, generation: 1,
      supervisor: SupervisorStatus(state: .ready), nodePID: 4950, upSince: ago(260_000),
      ports: [
        port("rest", 3031, .held, held: true, owner: PortOwner(name: "node", pid: 4950)),
        port("ws", 3032, .held, held: true, owner: PortOwner(name: "node", pid: 4950)),
        port("p2p", 4131, .bound, owner: PortOwner(name: "node", pid: 4950)),
      ],
      handoff: HandoffStatus(on: true),
      height: HeightStatus(value: 8_812_001, observedAt: ago(1), advancedAt: ago(2)),
      memoryBytes: 9_000_000_000)
  }

  /// A swap of alpha that began a number of seconds ago, in the state that goes with the outcome.
  static func operation(_ outcome: OperationOutcome, began: Int = 60) -> OperationDocument {
    func step(
      _ name: String, _ state: OperationStep.State, _ ms: Int? = nil, since: Int = 60,
      back: Bool = false, wait: String? = nil
    ) -> OperationStep {
      OperationStep(
        name: name, direction: back ? .back : .forward, state: state,
        startedAt: state == .pending ? nil : ago(began - 60 + since), ms: ms, waitingFor: wait)
    }
    var document = OperationDocument(
      id: "mhx3-7f", seq: 9, kind: .swap, chain: alpha, from: old, to: new, steps: [],
      outcome: outcome, acceptedHalt: "root", startedAt: ago(began))
    let begun = [
      step("raise", .done, 212), step("divert", .done, 31), step("drain", .done, 500),
      step("stop", .done, 4_120), step("own", .done, 18),
    ]
    switch outcome {
    case .running:
      document.steps =
        begun + [
          step("start", .running, since: 55, wait: "alphaos.service to open rest"),
          step("answer", .pending), step("restore", .pending), step("lower", .pending),
          step("watch", .pending),
        ]
      document.step = "start"
    case .done:
      document.steps = begun + [step("start", .done, 8_800), step("watch", .done, 10_000)]
      document.endedAt = ago(began - 24)
      document.parkedMs = 13_700
    case .failed, .rolledBack, .superseded:
      document.steps =
        begun + [
          step("start", .failed, 3_000), step("stop", .done, 20, back: true),
          step("own", .done, 9, back: true), step("start", .done, 5_200, back: true),
        ]
      document.step = "start"
      document.endedAt = ago(began - 24)
      document.parkedMs = 13_700
      document.failure = Failure(
        FailureKind(rawValue: "node_died"),
        "cannot start alphaos.service: its node ended with code 101",
        hint: "journalctl -u alphaos.service")
    }
    return document
  }

  static let plan = PlanDocument(
    kind: .swap, chain: alpha, from: old, to: new,
    plan: Plan(
      gates: [
        Gate(
          .quorum, .blocked,
          "the chain would halt: without this node 2 of 4 validators take part, with 50.0 % of the "
            + "stake; more than 66.6 % is needed; http://203.0.113.7:3030 is down for 83 s",
          hint: "adnet-agent wait alpha --until safe; adnet-agent committee alpha"),
        Gate(.release, .passed, "it fits this processor and libc"),
        Gate(
          .memory, .warning,
          "the memory settings of this host aren't applied: create /swapfile, 16.0 GiB"),
      ],
      steps: [
        Plan.Step(
          phase: .divert, text: "send new connections to the relay",
          clients: "new connections wait; after 30 s they are answered 503"),
        Plan.Step(
          phase: .stop, text: "stop alphaos.service and prove that no process of it is left",
          clients: "new connections wait"),
      ], gap: GapForecast([2_100, 2_300, 4_900]),
      wayBack: "when it fails before the watch ends, \(old) serves again by itself"))
}

extension Sample {
  static func why(_ chain: ChainName, isSafe: Bool) -> WhyDocument {
    let gates = isSafe ? plan.gates.filter { $0.state != .blocked } : plan.gates
    return WhyDocument(observedAt: now, chain: chain, gates: gates)
  }

  /// The committee of alpha; delta's isn't known.
  static func committee(_ chain: ChainName) -> CommitteeDocument {
    guard chain == alpha,
      let committee = try? Committee([
        .init("aleo1ownqqqqqqqqqqqqqqqqqqqqq", stake: 1_000_000),
        .init("aleo1twoqqqqqqqqqqqqqqqqqqqqq", stake: 1_000_000),
        .init("aleo1threeqqqqqqqqqqqqqqqqqqq", stake: 1_000_000),
        .init("aleo1fourqqqqqqqqqqqqqqqqqqqq", stake: 1_000_000),
      ])
    else { return CommitteeDocument(observedAt: now, chain: chain, nil, addresses: [:]) }
    let attendance = Attendance(
      own: "aleo1ownqqqqqqqqqqqqqqqqqqqqq", ownTakesPart: true,
      peers: [
        .init("aleo1twoqqqqqqqqqqqqqqqqqqqqq", name: "http://203.0.113.7:3030", .up),
        .init(
          "aleo1threeqqqqqqqqqqqqqqqqqqq", name: "http://203.0.113.8:3030", .down,
          sinceUnixMs: Int(now.unixMilliseconds) - 83_000),
      ])
    return CommitteeDocument(
      observedAt: now, chain: chain, QuorumObservation(committee, from: "the node", attendance),
      addresses: ["http://203.0.113.9:3030": "aleo1strangerqqqqqqqqqqqqqqqq"])
  }

  static let health = HealthDocument(
    observedAt: now,
    chains: [
      ChainHealthStatus(
        chain: alpha, isWanted: true, state: .healthy,
        reason: "at height 1234567, a block in 4.0 s", since: ago(183_000), network: .advancing,
        networkReason: "2 of 3 configured peers advance, 2 answer",
        checks: [
          CheckStatus(
            check: "height", target: "rest", state: "passing", since: ago(183_000),
            lastAt: ago(2), latencyMilliseconds: 1, result: "1234567"),
          CheckStatus(
            check: "height", target: "http://203.0.113.7:3030", state: "limited", since: ago(30),
            lastAt: ago(9), latencyMilliseconds: 31, result: "rate-limited"),
        ]),
      ChainHealthStatus(
        chain: delta, isWanted: true, state: .stalled,
        reason: "its height has been 8812001 for 130 s; no peers are configured",
        hint: "journalctl -u deltaos.service; adnet-agent restart delta", since: ago(10),
        action:
          "not restarted: can't tell whether the network is advancing: no peers are configured",
        networkReason: "no peers are configured",
        checks: [
          CheckStatus(
            check: "height", target: "rest", state: "passing", since: ago(260_000),
            lastAt: ago(1), latencyMilliseconds: 2, result: "8812001"),
          CheckStatus(
            check: "websocket", target: "ws", state: "failing", since: ago(60), lastAt: ago(4),
            latencyMilliseconds: 2_000, result: "no answer within 2000 ms", failuresInRow: 4,
            isFlapping: true),
        ]),
    ])
}
