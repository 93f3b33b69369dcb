import Basics
import Testing

@testable import AgentCore

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
    (HealthVerdict.Network.flat, HealthState.networkStalled, false, true),
    (.flat, .stalled, false, true), (.flat, .down, false, false), (.flat, .down, true, true),
    (.flat, .healthy, true, true), (.advancing, .stalled, true, false),
    (.advancing, .crashLoop, true, false), (.unknown, .healthy, true, false),
    (.unknown, .stalled, true, true), (.unknown, .stalled, false, false),
    (.unknown, .needsUpgrade, false, true), (.unknown, .crashLoop, false, true),
    (.unknown, .notListening, true, false), (.unknown, .starting, true, false),
  ])
  func aChainThatStoodStillNeedNotGoOn(
    _ network: HealthVerdict.Network, _ state: HealthState, _ isAccepted: Bool, _ isKept: Bool
  ) {
    var stopping = Sample.operation(.stop)
    stopping.mayHaltBy = isAccepted ? "uid 0" : nil
    var now = Sample.serving()
    now.raise(.relay)
    var verdict = HealthVerdict(state, "r", sinceBoottimeMs: 0)
    verdict.network = network
    now.health = verdict
    var ordered: Operation? = stopping
    ordered?.noteHalt(now)
    #expect(ordered?.stoodStill == (isKept ? true : nil))
    #expect(end(ordered, now) == (isKept ? .done : .rolledBack))
    // Others go on by now: it has to as well.
    verdict.network = .advancing
    now.health = verdict
    #expect(end(ordered, now) == .rolledBack)
    // One that says nothing isn't kept.
    verdict.network = network
    now.health = verdict
    #expect(end(ordered, now, height: nil) == .rolledBack)
  }

  /// A node that nothing is known of any more, as after a reboot, or that is on its way to its end.
  @Test func whatWasSeenBeforeIsNeverTakenBack() throws {
    var now = Sample.serving()
    var verdict = HealthVerdict(.networkStalled, "r", sinceBoottimeMs: 0)
    verdict.network = .flat
    now.health = verdict
    var command = Command(
      id: "op-9", chain: Sample.chain, verb: .swap("2.0.0"), acceptsHalt: "uid 0")
    command.acceptsHeight = nil
    let accepted = try CommandPolicy.accept(
      command, state: Sample.agent(Sample.state), seeing: now, settings: Sample.settings,
      releases: Sample.releases
    ).get().operation
    #expect(accepted.stoodStill == true)
    var stopping = accepted
    stopping.phase = .stop
    now.raise(.relay)
    for health in [HealthVerdict(.starting, "r", sinceBoottimeMs: 0), nil] {
      now.health = health
      let ordered = Sample.policy.step(Sample.state(stopping), seeing: now).next.operation
      #expect(ordered?.stoodStill == true)
    }
    // It goes on by itself, or the others do, before the stop.
    verdict.network = .unknown
    verdict.state = .healthy
    now.health = verdict
    now.hasAdvanced = true
    #expect(
      Sample.policy.step(Sample.state(stopping), seeing: now).next.operation?.stoodStill == nil)
    // The stop itself makes nobody think so.
    (verdict.network, verdict.state) = (.flat, .networkStalled)
    stopping.stoodStill = nil
    stopping.stopOrdered = true
    now.health = verdict
    #expect(
      Sample.policy.step(Sample.state(stopping), seeing: now).next.operation?.stoodStill == nil)
  }

  /// The end of its watch, at a height that stays.
  private func end(
    _ ordered: Operation?, _ seen: ChainObservation, height: UInt64? = 100
  ) -> Outcome? {
    var watching = Sample.operation(.watch)
    watching.stoodStill = ordered?.stoodStill
    watching.answeredHeight = 100
    var chain = Sample.state(watching)
    var now = Sample.serving(Sample.new)
    now.health = seen.health
    for _ in 0..<600 where chain.operation?.direction == .forward {
      now.pass(1_000)
      now.height = height.map { HeightReading(.height($0), atUnixMs: now.nowUnixMs) }
      chain = Sample.policy.step(chain, seeing: now).next
    }
    return chain.operation?.direction == .back ? .rolledBack : chain.lastOperation?.outcome
  }
}
