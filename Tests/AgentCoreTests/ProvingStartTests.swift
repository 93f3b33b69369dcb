import AgentCore
import Basics
import Testing

/// A start of what was installed and never ran well does the rest of the install.
@Suite struct ProvingStartTests {
  private static var unproven: ChainState { ChainState(enabled: true, desired: .stopped) }

  private func begin(_ chain: ChainState) throws -> ChainState {
    var now = Sample.serving()
    now.end()
    return try CommandPolicy.accept(
      Command(id: "op", chain: Sample.chain, verb: .start), state: Sample.agent(chain),
      seeing: now, settings: Sample.settings, releases: Sample.releases
    ).get().state[Sample.chain]
  }

  @Test func onlyWhereNothingIsProvenItIsWatched() throws {
    #expect(
      try begin(Self.unproven).operation?.path == [.start, .answer, .watch, .enable])
    var proven = Sample.state
    proven.desired = .stopped
    #expect(try begin(proven).operation?.path == [.start, .answer])
  }

  @Test func whatRunsWellIsProvenAndStartedAtBoot() throws {
    var chain = try begin(Self.unproven)
    var now = Sample.serving()
    now.units[Sample.unit]?.fileState = "disabled"
    var effects: [Effect] = []
    for _ in 0..<600 where chain.operation != nil {
      now.pass(1_000)
      now.height = HeightReading(
        .height(UInt64(now.nowUnixMs - Sample.now)), atUnixMs: now.nowUnixMs)
      let step = Sample.policy.step(chain, seeing: now)
      chain = step.next
      effects += step.effects
      if effects.contains(.enableUnits([Sample.unit])) {
        now.units[Sample.unit]?.fileState = "enabled"
      }
    }
    #expect(chain.lastOperation?.outcome == .done)
    #expect(chain.proven == Sample.old)
    #expect(chain.previous == nil)
    #expect(effects.contains(.enableUnits([Sample.unit])))
  }

  @Test func whatFailsItsWatchIsNotProven() throws {
    var chain = try begin(Self.unproven)
    var now = Sample.serving()
    for _ in 0..<600 where chain.operation != nil {
      now.pass(1_000)
      now.height = HeightReading(.height(100), atUnixMs: now.nowUnixMs)
      chain = Sample.policy.step(chain, seeing: now).next
    }
    #expect(chain.lastOperation?.outcome == .failed)
    #expect(chain.lastOperation?.failure?.kind.rawValue == "height_stalled")
    #expect(chain.proven == nil)
  }

  /// A chain that stood still before can't show that it goes on, and the next validator needs the release
  /// as well.
  @Test(arguments: [
    (HealthVerdict.Network.flat, HealthState.networkStalled, false, Outcome.done),
    (.advancing, .stalled, false, .rolledBack), (.unknown, .healthy, true, .rolledBack),
    (.unknown, .stalled, true, .done), (.unknown, .stalled, false, .rolledBack),
  ])
  func aChainThatStoodStillNeedNotGoOn(
    _ network: HealthVerdict.Network, _ health: HealthState, _ isAccepted: Bool, _ outcome: Outcome
  ) {
    var stopping = Sample.operation(.stop)
    stopping.mayHaltBy = isAccepted ? "uid 0" : nil
    stopping.acceptedHalt = network == .flat ? "uid 0" : nil
    var now = Sample.serving()
    now.raise(.relay)
    var verdict = HealthVerdict(health, "r", sinceBoottimeMs: 0)
    verdict.network = network
    now.health = verdict
    let ordered = Sample.policy.step(Sample.state(stopping), seeing: now).next.operation
    #expect(ordered?.stopOrdered == true)
    #expect(ordered?.stoodStill == (outcome == .done ? true : nil))
    #expect(end(ordered, now) == outcome)
    // Others go on by now: it has to as well.
    verdict.network = .advancing
    now.health = verdict
    #expect(end(ordered, now) == .rolledBack)
  }

  /// The end of its watch, at a height that stays.
  private func end(_ ordered: Operation?, _ seen: ChainObservation) -> Outcome? {
    var watching = Sample.operation(.watch)
    watching.stoodStill = ordered?.stoodStill
    watching.answeredHeight = 100
    var chain = Sample.state(watching)
    var now = Sample.serving(Sample.new)
    now.health = seen.health
    for _ in 0..<600 where chain.operation?.direction == .forward {
      now.pass(1_000)
      now.height = HeightReading(.height(100), atUnixMs: now.nowUnixMs)
      chain = Sample.policy.step(chain, seeing: now).next
    }
    return chain.operation?.direction == .back ? .rolledBack : chain.lastOperation?.outcome
  }
}
