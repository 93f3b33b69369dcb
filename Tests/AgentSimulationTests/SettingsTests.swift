import AgentCore
import AgentSimulation
import Basics
import Testing

/// A generation is everything that a node is started with: what is applied later is for the next one.
@Suite struct SettingsTests {
  /// Before and after every save and effect another configuration is applied. The simulator looks at
  /// each start: it has to be with what its generation was made with, and a way back with what served
  /// before.
  @Test(arguments: [
    Catalog.goodSwap, Catalog.crashAtStart, Catalog.crashLater, Catalog.rollback, Catalog.restart,
    Catalog.wrongCommand, Catalog.newCommand, Catalog.install, Catalog.startWithWrongCommand,
    Catalog.oldHangs,
  ])
  func nothingUnderWayChangesByAnotherConfiguration(_ scenario: Scenario) {
    let plain = Simulation(scenario).run()
    for strike in Sampling.strikes(0..<plain.operations, [.configurationIsApplied], oneIn: 4) {
      let run = Simulation(scenario, faults: strike.plan).run()
      // What is applied before its generation is made is what it gets.
      let isMended = scenario.applied?.isBad == true && run.outcome == .done
      let isGood = Verdict.isGood(run, scenario, plain) || isMended && run.violations == []
      guard !isGood else { continue }
      Issue.record("\(scenario.name): \(strike)")
      print(Simulation(scenario, faults: strike.plan, wantsTranscript: true).run().story)
      return
    }
  }

  @Test func nothingOfAMigrationUnderWayChangesByAnotherConfiguration() {
    for scenario in [
      MigrationCatalog.there,
      MigrationCatalog.sick(.stalls, alpha: false, delta: true, onlyJoined: true),
    ] {
      let plain = MigrationSimulation(scenario).run()
      for strike in Sampling.strikes(0..<plain.operations, [.configurationIsApplied], oneIn: 20) {
        let run = MigrationSimulation(scenario, faults: strike.plan).run()
        #expect(run.violations == [], "\(scenario.name): \(strike)")
        if run.violations != [] { return }
      }
    }
  }

  @Test func aStartWithTheConfigurationOfNowIsCaught() {
    for scenario in [Catalog.wrongCommand, Catalog.newCommand] {
      let operations = 0..<Simulation(scenario).run().operations
      let isCaught = operations.contains { operation in
        let faults = FaultPlan.one(.configurationIsApplied, .after, operation: operation)
        let run = Simulation(
          scenario, faults: faults, mutation: .startsWithTheNewestConfiguration
        ).run()
        return run.violations != []
      }
      #expect(isCaught, "\(scenario.name)")
    }
  }

  @Test func aWrongCommandLeadsBackToTheOneThatRan() {
    let run = Simulation(Catalog.wrongCommand).run()
    #expect(run.violations == [])
    #expect(run.outcome == .rolledBack)
    #expect(run.clients.refused == 0 && run.clients.lostToStop == 0)
    #expect(run.clients.answered503 == 0)
    // From the first death of the new process to a node that serves.
    #expect(run.clients.longestWait < 10_000)
  }

  @Test func aStartAfterAFailedInstallDoesTheRestOfIt() {
    let run = Simulation(Catalog.firstStart).run()
    #expect(run.violations == [])
    #expect(run.outcome == .done)
    #expect(run.state.proven == run.current.generation)
    let stalls = Simulation(Catalog.firstStartStalls).run()
    #expect(stalls.violations == [])
    #expect(stalls.outcome == .failed)
    #expect(stalls.state.proven == nil)
  }

  @Test(arguments: [FaultPlan.Fault.agentIsKilled, .powerIsCut])
  func aStartAfterAFailedInstallGoesOnWhereItWas(_ fault: FaultPlan.Fault) {
    for operation in 0..<Simulation(Catalog.firstStart).run().operations {
      for moment in FaultPlan.Moment.allCases {
        let faults = FaultPlan.one(fault, moment, operation: operation)
        let run = Simulation(Catalog.firstStart, faults: faults).run()
        #expect(run.violations == [], "\(fault) \(moment) operation \(operation)")
        #expect(run.outcome == .done, "\(fault) \(moment) operation \(operation)")
      }
    }
  }

  @Test func aStartThatFailsLeadsBackToThePortThatWasServed() {
    let run = Simulation(Catalog.startWithWrongCommand).run()
    #expect(run.violations == [])
    #expect(run.outcome == .failed)
    #expect(run.state.desired == .running)
    // What the next way back leads to.
    #expect(run.current.generation == run.state.proven)
  }

  @Test func aWayBackLeadsPastSettingsThatNeverRanWell() {
    let run = Simulation(Catalog.wrongCommandAgain).run()
    #expect(run.violations == [])
    #expect(run.outcome == .rolledBack)
    #expect(run.current.generation == run.state.proven)
  }

  /// A node that runs keeps its port: only a stop closes it.
  @Test func anotherPortWaitsForAStop() {
    let run = Simulation(
      Catalog.renewed("restart with another port", verb: .restart, isBad: false, movesPorts: true)
    ).run()
    #expect(run.refusal?.kind.rawValue == "settings_need_stop")
    #expect(
      run.refusal?.hint?.contains("adnet-agent stop alpha && adnet-agent start alpha") == true)
  }
}
