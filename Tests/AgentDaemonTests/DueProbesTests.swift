import AgentConfig
import Basics
import Health
import Testing

@testable import AgentDaemon

@Suite struct DueProbesTests {
  private let plan = ProbePlan(Configuration().chains[DaemonRoot.alpha]!)

  @Test func aProbeIsBegunOnceUntilItsResultIsThere() throws {
    var clock = DueProbes()
    let tcp = try #require(plan.node.first { $0.prerequisite == nil })
    #expect(clock.begin([tcp], [:], nowMs: 1_000, refresh: false) == [tcp])
    #expect(clock.isBusy)
    #expect(clock.begin([tcp], [:], nowMs: 900_000, refresh: false) == [])
    clock.ended(tcp.id)
    #expect(!clock.isBusy)
    #expect(clock.dueMs(tcp, [:]) == 1_000 + tcp.periodMs)
    #expect(clock.begin([tcp], [:], nowMs: 1_000 + tcp.periodMs, refresh: false) == [tcp])
  }

  @Test func aProbeThatIsDueAMomentLaterIsBegunNow() throws {
    var clock = DueProbes()
    let tcp = try #require(plan.node.first { $0.prerequisite == nil })
    _ = clock.begin([tcp], [:], nowMs: 1_000, refresh: false)
    clock.ended(tcp.id)
    let early = 1_000 + tcp.periodMs * 9 / 10
    #expect(clock.begin([tcp], [:], nowMs: early - 1, refresh: false) == [])
    #expect(clock.begin([tcp], [:], nowMs: early, refresh: false) == [tcp])
  }

  @Test func oneMoreAnswerOfASettledCheckCanWait() {
    let results = ProbeResults()
    let id = CheckID(.height, "rest")
    func wakes(_ outcome: ProbeSample.Outcome) -> Bool {
      results.add(
        .node(id.kind, role: id.target, ProbeSample(outcome, atMs: 1, latencyMs: 1)))
    }
    var check = CheckHistory()
    func note(_ outcome: ProbeSample.Outcome) {
      check.note(ProbeSample(outcome, atMs: 1, latencyMs: 1), .init())
      results.settle([id: check], .init())
    }
    #expect(wakes(.passed(.height(1))), "nothing is known of a new process")
    note(.passed(.height(1)))
    #expect(wakes(.passed(.height(2))), "one isn't enough after a failure")
    note(.passed(.height(2)))
    #expect(!wakes(.passed(.height(3))))
    #expect(wakes(.silent("x")) && wakes(.refused) && wakes(.limited) && wakes(.absent))
    note(.silent("x"))
    #expect(wakes(.passed(.height(3))))
    for outcome in [ProbeSample.Outcome.refused, .passed(.height(4))] { note(outcome) }
    #expect(check.state == .failing && wakes(.passed(.height(5))), "this one makes it well again")
    note(.absent)
    #expect(!wakes(.absent) && wakes(.passed(.height(5))))
    results.watch(true)
    #expect(wakes(.absent), "somebody waits for it")
    #expect(!results.take().isEmpty && results.take().isEmpty)
  }

  @Test func blocksAreAskedForAtTheSameMoment() throws {
    let block = PlannedProbe(
      kind: .block, place: .peer(try #require(PeerTarget("http://127.0.0.1:3030"))),
      periodMs: 30_000)
    let checks = [CheckID(.height, block.id.target): passed()]
    var clock = DueProbes()
    _ = clock.begin([block], checks, nowMs: 1_000, refresh: false)
    clock.ended(block.id)
    #expect(clock.begin([block], checks, nowMs: 29_999, refresh: false) == [])
    #expect(clock.begin([block], checks, nowMs: 30_000, refresh: false) == [block])
  }

  private func passed() -> CheckHistory {
    var history = CheckHistory()
    history.note(ProbeSample(.passed(.height(1)), atMs: 500, latencyMs: 1), .init())
    return history
  }

  @Test func whatNeedsAHeightWaitsForOne() throws {
    var clock = DueProbes()
    let sync = try #require(plan.node.first { $0.kind == .sync })
    #expect(clock.dueMs(sync, [:]) == nil)
    #expect(clock.begin([sync], [:], nowMs: 1_000, refresh: true) == [])
  }

  @Test func aRefreshAsksAtMostOnceASecond() throws {
    var clock = DueProbes()
    let tcp = try #require(plan.node.first { $0.prerequisite == nil })
    _ = clock.begin([tcp], [:], nowMs: 10_000, refresh: false)
    clock.ended(tcp.id)
    #expect(clock.begin([tcp], [:], nowMs: 10_900, refresh: true) == [])
    #expect(clock.begin([tcp], [:], nowMs: 11_000, refresh: true) == [tcp])
  }

  @Test func aNewProcessIsAskedAnew() throws {
    var clock = DueProbes()
    let tcp = try #require(plan.node.first { $0.prerequisite == nil })
    _ = clock.begin([tcp], [:], nowMs: 10_000, refresh: false)
    clock.ended(tcp.id)
    clock.forget([tcp])
    #expect(clock.begin([tcp], [:], nowMs: 10_001, refresh: false) == [tcp])
  }
}
