import AgentCore
import AgentSimulation
import TestSupport
import Testing

/// Whole stories, as an operator would read them. `ADNET_UPDATE=1` writes them anew.
@Suite struct ScenarioTests {
  private struct Story: Sendable, CustomTestStringConvertible {
    let file: String
    let scenario: Scenario
    let outcome: Outcome
    var faults = FaultPlan.none

    var testDescription: String { file }
  }

  private static let stories = [
    Story(file: "good-swap", scenario: Catalog.goodSwap, outcome: .done),
    Story(file: "swap-with-peers", scenario: Catalog.relaySwap, outcome: .done),
    Story(file: "drain", scenario: Catalog.drain, outcome: .done),
    Story(file: "drained-swap", scenario: Catalog.drainedSwap, outcome: .done),
    Story(
      file: "drain-for-reboot", scenario: Catalog.drainForReboot, outcome: .done,
      faults: .one(.powerIsCut, .after, operation: 8)),
    Story(file: "bad-release-crash", scenario: Catalog.crashAtStart, outcome: .rolledBack),
    Story(file: "never-ready", scenario: Catalog.neverReady, outcome: .rolledBack),
    Story(file: "stalled-height", scenario: Catalog.stalledHeight, outcome: .rolledBack),
    Story(
      file: "agent-killed-mid-swap", scenario: Catalog.goodSwap, outcome: .done,
      faults: .one(.agentIsKilled, .before, operation: 11)),
    Story(
      file: "power-cut-while-stopping", scenario: Catalog.goodSwap, outcome: .done,
      faults: .one(.powerIsCut, .after, operation: 8)),
    Story(
      file: "power-cut-after-the-move", scenario: Catalog.goodSwap, outcome: .done,
      faults: .one(.powerIsCut, .after, operation: 10)),
    Story(file: "first-install", scenario: Catalog.install, outcome: .done),
    Story(file: "first-install-bad", scenario: Catalog.badInstall, outcome: .failed),
    Story(file: "rollback", scenario: Catalog.rollback, outcome: .done),
    Story(file: "restart", scenario: Catalog.restart, outcome: .done),
    Story(file: "handoff-forbidden", scenario: Catalog.forbidden, outcome: .done),
    Story(file: "handoff-forbidden-midway", scenario: Catalog.forbiddenMidway, outcome: .done),
  ]

  @Test(arguments: stories)
  private func tellsTheSameStory(_ story: Story) throws {
    let run = Simulation(story.scenario, faults: story.faults, wantsTranscript: true).run()
    #expect(run.violations == [])
    #expect(run.outcome == story.outcome)
    let path = "Tests/AgentSimulationTests/Scenarios/\(story.file).txt"
    #expect(try Golden.file(path, run.story) == run.story)
  }

  @Test func noClientIsRefusedOrCutOffByAnySwap() {
    for scenario in Catalog.all where scenario.promisesClients {
      let run = Simulation(scenario).run()
      #expect(run.clients.refused == 0, "\(scenario.name)")
      #expect(run.clients.lostToStop == 0, "\(scenario.name)")
    }
  }

  @Test func aGoodSwapKeepsClientsWaitingForNoLongerThanTheNodeIsAway() {
    let run = Simulation(Catalog.goodSwap).run()
    let pace = Pace()
    #expect(run.clients.longestWait < pace.end + pace.load + 1_500)
    #expect(run.clients.answered503 == 0)
  }
}
