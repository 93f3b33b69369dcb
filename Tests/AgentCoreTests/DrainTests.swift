import AgentCore
import Basics
import Testing

@Suite struct DrainTests {
  private func accept(
    _ verb: Command.Verb, _ chain: ChainState = Sample.state, peers: [String]? = ["http://p:1"],
    change: (inout ChainObservation) -> Void = { _ in }
  ) -> Result<Accepted, Failure> {
    var now = Sample.serving()
    now.peers = peers
    change(&now)
    return CommandPolicy.accept(
      Command(id: "op-9", chain: Sample.chain, verb: verb), state: Sample.agent(chain),
      seeing: now, settings: Sample.settings, releases: Sample.releases)
  }

  private func kind(_ result: Result<Accepted, Failure>) -> String? {
    switch result {
    case .success: nil
    case .failure(let failure): failure.kind.rawValue
    }
  }

  private func drained(rebootOf boot: String? = nil) -> ChainState {
    var chain = Sample.state
    chain.drained = Drained(sinceUnixMs: 0, reason: "", rebootOf: boot)
    return chain
  }

  @Test func isRememberedFromItsAcceptanceOn() throws {
    let accepted = try accept(.drain(Command.Drain(reason: "disk", forReboot: true))).get()
    #expect(
      accepted.state[Sample.chain].drained
        == Drained(sinceUnixMs: Sample.now, reason: "disk", rebootOf: Sample.boot))
    #expect(accepted.operation.strategy == .relay)
    #expect(accepted.plan.steps.map(\.phase) == [.raise, .divert, .drain])
  }

  @Test func needsSomeoneWhoAnswersUnlessToldOtherwise() throws {
    #expect(kind(accept(.drain(Command.Drain()), peers: [])) == "no_peers")
    #expect(kind(accept(.drain(Command.Drain()), peers: nil)) == "no_peers")
    let alone = try accept(.drain(Command.Drain(withoutPeers: true)), peers: []).get()
    #expect(alone.operation.strategy == .park)
  }

  @Test func needsHeldSockets() {
    let refused = accept(.drain(Command.Drain(withoutPeers: true))) {
      $0.handoffRefusal = "kernel.yama.ptrace_scope is 2"
    }
    #expect(kind(refused) == "handoff_off")
  }

  @Test func isNotOrderedTwiceAndEndsOnce() throws {
    #expect(kind(accept(.drain(Command.Drain()), drained())) == "already_drained")
    #expect(kind(accept(.drain(Command.Drain(reason: "another")), drained())) == "chain_drained")
    #expect(kind(accept(.drain(Command.Drain(forReboot: true)), drained())) == "chain_drained")
    #expect(kind(accept(.undrain)) == "not_drained")
    #expect(try accept(.undrain, drained()).get().state[Sample.chain].drained == nil)
    #expect(kind(accept(.undrain, drained()) { $0.end() }) == "node_not_ready")
  }

  @Test func aDrainedChainsRelayStaysUpThoughItsNodeIsReady() {
    let step = Sample.policy.step(drained(), seeing: Sample.serving())
    #expect(step.effects.contains(.startUnits([Sample.drain])))
    #expect(step.next.drained != nil)
  }

  @Test func aSwapOfADrainedChainLeavesItDrained() {
    var now = Sample.serving(Sample.new)
    now.raise(.relay)
    var state = drained()
    state.operation = Sample.operation(.restore)
    let step = Sample.policy.step(state, seeing: now)
    #expect(step.next.operation?.phase == .watch)
    #expect(!step.effects.contains(.routeNode))
  }

  @Test func aDrainThatFailsIsForgotten() {
    var state = drained()
    var operation = Sample.operation(.lower, .drain, .back)
    operation.failure = Failure(FailureKind(rawValue: "x"), "y")
    state.operation = operation
    let step = Sample.policy.step(state, seeing: Sample.serving())
    #expect(step.next.lastOperation?.outcome == .failed)
    #expect(step.next.drained == nil)
  }

  @Test func whatWasDrainedForARebootComesBackWhenItsNodeIsHealthyAfterIt() {
    var now = Sample.serving()
    now.raise(.relay)
    func isDrained(_ boot: String, _ state: HealthState) -> Bool {
      now.health = HealthVerdict(state, "", sinceBoottimeMs: 0)
      return Sample.policy.step(drained(rebootOf: boot), seeing: now).next.drained != nil
    }
    #expect(isDrained(Sample.boot, .healthy))
    #expect(isDrained("boot-0", .syncing))
    #expect(!isDrained("boot-0", .healthy))
  }

  @Test func aDrainedNodeIsNotHealed() {
    var now = Sample.serving()
    now.health = HealthVerdict(.stalled, "r", sinceBoottimeMs: 0)
    now.health?.network = .advancing
    #expect(Sample.policy.step(drained(), seeing: now).next.operation == nil)
    #expect(Sample.policy.step(Sample.state, seeing: now).next.operation?.kind == .restart)
  }
}
