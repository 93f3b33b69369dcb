import AgentConfig
import Health
import Testing

@testable import AgentDaemon

@Suite struct ProbeClockTests {
  private let plan = ProbePlan(Configuration().chains[DaemonRoot.alpha]!)

  @Test func aProbeIsBegunOnceUntilItsResultIsThere() throws {
    var clock = ProbeClock()
    let tcp = try #require(plan.node.first { $0.prerequisite == nil })
    #expect(clock.begin([tcp], [:], nowMs: 1_000, refresh: false) == [tcp])
    #expect(clock.isBusy)
    #expect(clock.begin([tcp], [:], nowMs: 900_000, refresh: false) == [])
    clock.ended(tcp.id)
    #expect(!clock.isBusy)
    #expect(clock.dueMs(tcp, [:]) == 1_000 + tcp.periodMs)
    #expect(clock.begin([tcp], [:], nowMs: 1_000 + tcp.periodMs, refresh: false) == [tcp])
  }

  @Test func whatNeedsAHeightWaitsForOne() throws {
    var clock = ProbeClock()
    let sync = try #require(plan.node.first { $0.kind == .sync })
    #expect(clock.dueMs(sync, [:]) == nil)
    #expect(clock.begin([sync], [:], nowMs: 1_000, refresh: true) == [])
  }

  @Test func aRefreshAsksAtMostOnceASecond() throws {
    var clock = ProbeClock()
    let tcp = try #require(plan.node.first { $0.prerequisite == nil })
    _ = clock.begin([tcp], [:], nowMs: 10_000, refresh: false)
    clock.ended(tcp.id)
    #expect(clock.begin([tcp], [:], nowMs: 10_900, refresh: true) == [])
    #expect(clock.begin([tcp], [:], nowMs: 11_000, refresh: true) == [tcp])
  }

  @Test func aNewProcessIsAskedAnew() throws {
    var clock = ProbeClock()
    let tcp = try #require(plan.node.first { $0.prerequisite == nil })
    _ = clock.begin([tcp], [:], nowMs: 10_000, refresh: false)
    clock.ended(tcp.id)
    clock.forget([tcp])
    #expect(clock.begin([tcp], [:], nowMs: 10_001, refresh: false) == [tcp])
  }
}
