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

  @Test func countsThatStayGoodAreAskedForHalfAsOften() throws {
    let peers = try #require(plan.node.first { $0.kind == .peers })
    var checks = [CheckID(.height, peers.id.target): passed(), peers.id: passed()]
    var clock = DueProbes()
    _ = clock.begin([peers], checks, nowMs: 1_000, refresh: false)
    clock.ended(peers.id)
    #expect(clock.dueMs(peers, checks) == 1_000 + peers.periodMs)
    for at in 1...9 {
      checks[peers.id]?.note(ProbeSample(.passed(.count(4)), atMs: at, latencyMs: 1), .init())
    }
    #expect(clock.dueMs(peers, checks) == 1_000 + 2 * peers.periodMs)
    checks[peers.id]?.note(ProbeSample(.silent("x"), atMs: 20, latencyMs: 1), .init())
    #expect(clock.dueMs(peers, checks) == 1_000 + peers.periodMs, "one bad answer is enough")
  }

  private typealias Outcome = ProbeSample.Outcome
  private static let answers: [(before: Outcome?, now: Outcome, isNews: Bool)] = [
    (nil, .passed(.none), true), (.passed(.none), .passed(.none), false),
    (.passed(.count(4)), .passed(.count(3)), false),
    (.passed(.height(7)), .passed(.height(8)), false),
    (.passed(.height(7)), .passed(.height(6)), true), (.absent, .absent, false),
    (.passed(.none), .silent("x"), true), (.silent("x"), .silent("x"), true),
    (.silent("x"), .passed(.none), true), (.absent, .passed(.none), true),
  ]

  @Test(arguments: answers.indices) func anAnswerAsGoodAsTheOneBeforeCanWait(_ index: Int) {
    let (before, now, isNews) = Self.answers[index]
    #expect(ProbeResults.isNews(now, after: before) == isNews)
    let results = ProbeResults()
    func sample(_ outcome: ProbeSample.Outcome) -> ProbeResults.Result {
      .node(.height, role: "rest", ProbeSample(outcome, atMs: 1, latencyMs: 1))
    }
    if let before { _ = results.add(sample(before)) }
    results.watch(true)
    #expect(results.add(sample(now)), "somebody waits for it")
    #expect(results.take().count == (before == nil ? 1 : 2))
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
