import AgentCore
import Basics
import Health

/// A node that is well, to be made ill; and what is asked of it, every five seconds.
struct Case {
  static let chain = ChainName("alpha")!
  static let unit = "alphaos.service"
  static let peers = (1...4).map { "http://peer\($0):3030" }

  var health: ChainHealth
  var observation: NodeObservation
  var now = 1_000_000

  init(peers: [String] = Case.peers, _ change: (inout HealthSettings) -> Void = { _ in }) {
    var settings = HealthSettings()
    settings.peers = peers
    change(&settings)
    health = ChainHealth(settings)
    observation = NodeObservation(nowMs: now, chain: Self.chain, isWanted: true)
    observation.unit = Self.unit
    var state = UnitState(name: Self.unit)
    state.activity = .active
    state.mainProcess = 90
    observation.unitState = state
    var report = SupervisorReport(unit: Self.unit, chain: Self.chain, state: .ready, bootID: "b")
    report.supervisorPID = 90
    report.nodePID = 100
    report.ports = ["rest": NodePort(.held, address: "0.0.0.0:3030")]
    observation.report = report
    observation.startedMs = now - 700_000
    observation.readyMs = now - 690_000
    observation.ports = [
      ExpectedPort(role: "rest", address: "0.0.0.0", port: 3030, isReady: true, isHeld: true),
      ExpectedPort(role: "p2p", address: "0.0.0.0", port: 4130, isReady: true, isHeld: false),
      ExpectedPort(role: "bft", address: "0.0.0.0", port: 5000, isReady: true, isHeld: false),
      ExpectedPort(
        role: "metrics", address: "127.0.0.1", port: 9090, isReady: false, isHeld: false),
    ]
    observation.listeners = [
      Self.listener(3030, owner: .held), Self.listener(4130), Self.listener(5000),
      SeenListener(
        port: 9090, address: "127.0.0.1", isPublic: false, owner: .node),
    ]
  }

  static func listener(_ port: Int, owner: SeenListener.Owner = .node) -> SeenListener {
    SeenListener(port: port, address: "0.0.0.0", isPublic: true, owner: owner)
  }

  mutating func own(
    _ outcome: ProbeSample.Outcome, _ kind: CheckID.Kind = .height, of role: String = "rest"
  ) {
    health.note(kind, of: role, ProbeSample(outcome, atMs: now, latencyMs: 2))
  }

  mutating func peer(_ index: Int, _ outcome: ProbeSample.Outcome, _ kind: CheckID.Kind = .height) {
    health.note(kind, ofPeer: Self.peers[index], ProbeSample(outcome, atMs: now, latencyMs: 30))
  }

  /// Lets time pass in steps of five seconds, with `each` at each.
  mutating func pass(seconds: Int, _ each: (inout Case, Int) -> Void) {
    for step in 0..<seconds / 5 {
      now += 5_000
      each(&self, step)
    }
  }

  mutating func judge() -> HealthVerdict {
    observation.nowMs = now
    return health.judge(observation)
  }

  /// A network that goes on: a block each five seconds.
  mutating func runWell(seconds: Int = 60, from height: UInt64 = 100) {
    pass(seconds: seconds) { it, step in
      it.own(.passed(.height(height + UInt64(step))))
      for index in Case.peers.indices {
        it.peer(index, .passed(.height(height + UInt64(step))))
      }
    }
  }
}
