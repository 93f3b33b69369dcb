import Basics
import HostCore
import Testing

/// Swappiness and OOM scores, from what is wanted and seen.
@Suite struct HostPlanTests {
  private func plan(_ seen: Swappiness) -> HostPlan {
    HostPlanner.plan(
      HostSettings(),
      seeing: HostObservation(swap: .notOurs("-"), swappiness: .ours(seen), scores: .notOurs("-")))
  }

  private let ours = Swappiness.Line(
    file: "/etc/sysctl.d/99-zz-adnet-agent.conf", number: 2, value: "10", isOurs: true)
  private let foreign = Swappiness.Line(file: "/etc/sysctl.conf", number: 7, value: "0")

  @Test func swappinessIsSetNowAndForTheNextBoot() {
    let plan = plan(Swappiness(live: 60, lines: []))
    #expect(plan.steps == [.setSwappiness(10, was: 60), .writeSwappiness(10)])
    #expect(plan.problems.isEmpty)
  }

  @Test func aForeignLineBeforeOursIsToldAndHarmless() {
    let plan = plan(Swappiness(live: 10, lines: [foreign, ours]))
    #expect(plan.steps.isEmpty)
    #expect(plan.problems.isEmpty)
    #expect(
      plan.notes == ["/etc/sysctl.conf:7 says vm.swappiness = 0; ours overrides it"])
  }

  @Test func aForeignLineAfterOursIsNamed() {
    let plan = plan(Swappiness(live: 10, lines: [ours, foreign]))
    #expect(plan.problems.map(\.kind.rawValue) == ["swappiness_overridden"])
    #expect(plan.problems[0].text.contains("/etc/sysctl.conf:7"))
    #expect(plan.steps.isEmpty, "no fight with a file that isn't ours")
  }

  @Test func ourFileFollowsTheSetting() {
    var changed = HostSettings()
    changed.swappiness = 20
    let plan = HostPlanner.plan(
      changed,
      seeing: HostObservation(
        swap: .notOurs("-"), swappiness: .ours(Swappiness(live: 20, lines: [ours])),
        scores: .notOurs("-")))
    #expect(plan.steps == [.writeSwappiness(20)])
  }

  @Test func scoresAreCorrectedOneByOne() {
    func score(_ process: Int32, _ live: Int, _ wanted: ProcessScore.Wanted) -> ProcessScore {
      ProcessScore(process: process, name: "x", unit: "x.service", live: live, wanted: wanted)
    }
    let scores = [
      score(5, 0, .exactly(-500)), score(4, -500, .exactly(-500)), score(3, -1000, .atMost(-500)),
      score(2, -250, .atMost(-500)), score(1, -900, .exactly(-500)),
    ]
    let plan = HostPlanner.plan(
      HostSettings(),
      seeing: HostObservation(swap: .notOurs("-"), swappiness: .notOurs("-"), scores: .ours(scores))
    )
    #expect(
      plan.steps == [
        .setScore(process: 1, name: "x", unit: "x.service", to: -500, was: -900),
        .setScore(process: 2, name: "x", unit: "x.service", to: -500, was: -250),
        .setScore(process: 5, name: "x", unit: "x.service", to: -500, was: 0),
      ])
  }

  @Test func whatIsNotOursIsLeftAlone() {
    let observation = HostObservation(
      swap: .notOurs("a"), swappiness: .notOurs("b"), scores: .notOurs("c"))
    #expect(HostPlanner.plan(HostSettings(), seeing: observation) == HostPlan())
  }
}
