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
}
