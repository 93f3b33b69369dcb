import AgentCore
import Basics
import ControlModel
import TestSupport
import Testing

@testable import AgentCommands

@Suite struct OperationTextTests {
  @Test(
    arguments: [
      (.running, "running"), (.done, "done"), (.rolledBack, "rolled-back"),
    ] as [(OperationOutcome, String)])
  func anOperationIsShownStepByStep(_ outcome: OperationOutcome, _ name: String) throws {
    let text = OperationText.render(
      Sample.operation(outcome), now: Sample.now, paint: Paint(colours: false))
    try #expect(Golden.matches(text, "operation-\(name).txt"))
  }

  /// A start has no release before it, and may come back to a node that answers.
  @Test func whatServesAfterAFailedStartIsTold() {
    var operation = Sample.operation(.rolledBack)
    operation.outcome = .failed
    for state in [OperationStep.State.failed, .done] {
      operation.steps = [OperationStep(name: "answer", direction: .back, state: state)]
      let words = OperationText.summary(operation, now: Sample.now, paint: Paint(colours: false))
      #expect(words.contains("in service again: ") == (state == .done))
    }
  }

  @Test func clientsThatPeersAnsweredDidNotWait() {
    var operation = Sample.operation(.done)
    operation.parkedMs = 41_000
    func words() -> String {
      OperationText.summary(operation, now: Sample.now, paint: Paint(colours: false))
    }
    #expect(words().contains("clients waited 41.0 s"))
    operation.relayed = RelayCounts()
    operation.relayed?.byPeers = 310
    #expect(!words().contains("waited"))
    #expect(words().contains("310 requests answered by peers"))
  }

  @Test func aLogTellsEachStepOnce() throws {
    var progress = Progress()
    var lines: [String] = []
    for document in [Sample.operation(.running), Sample.operation(.running)] {
      lines += progress.news(document, log: true)
    }
    lines += progress.news(Sample.operation(.rolledBack), log: true)
    try #expect(Golden.matches(lines.joined(separator: "\n") + "\n", "progress.txt"))
  }

  @Test func aTerminalShowsWhatIsWaitedForAndHowLong() throws {
    #expect(
      Progress.current(Sample.operation(.running), now: Sample.now)
        == "  start node            55 s  waiting for alphaos.service to open rest")
    #expect(Progress.current(Sample.operation(.done), now: Sample.now) == nil)
  }

  @Test func aPlanTellsWhatClientsSee() throws {
    try #expect(
      Golden.matches(
        PlanText.render(Sample.plan, width: 100, paint: Paint(colours: false)), "plan.txt"))
  }

  /// They are stopped as well, whoever named one of them alone.
  @Test(arguments: [
    (OperationKind.stop, "delta is stopped with it"),
    (.swap, "delta changes its release with it"),
  ])
  func aPlanNamesTheOtherChainsOfTheProcess(_ kind: OperationKind, _ line: String) {
    var plan = Sample.plan
    plan.kind = kind
    plan.together = [Sample.delta]
    let text = PlanText.render(plan, width: 100, paint: Paint(colours: false))
    #expect(text.contains("\n  \(line)\n"))
    plan.together = nil
    #expect(!PlanText.render(plan, width: 100, paint: Paint(colours: false)).contains("with it"))
  }

  @Test func aListHasALineForEach() throws {
    let list = OperationListDocument(operations: [
      Sample.operation(.running), Sample.operation(.rolledBack), Sample.operation(.done),
    ])
    try #expect(
      Golden.matches(
        OperationListText.render(list, paint: Paint(colours: false)), "operation-list.txt"))
  }
}
