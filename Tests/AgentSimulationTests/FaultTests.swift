import AgentCore
import AgentSimulation
import Testing

@Suite struct FaultTests {
  /// Every scenario, with every fault before and after every save and every effect of the agent.
  /// The promises are checked at each moment of each run.
  @Test(arguments: Catalog.all.indices)
  func survivesEveryFaultAtEveryOperation(_ index: Int) {
    let scenario = Catalog.all[index]
    let plain = Simulation(scenario).run()
    for operation in 0..<plain.operations {
      for moment in FaultPlan.Moment.allCases {
        for fault in FaultPlan.Fault.usual {
          let faults = FaultPlan.one(fault, moment, operation: operation)
          let run = Simulation(scenario, faults: faults).run()
          guard !Verdict.isGood(run, scenario, plain) else { continue }
          Issue.record("\(scenario.name): \(fault) \(moment) operation \(operation)")
          print(Simulation(scenario, faults: faults, wantsTranscript: true).run().story)
          return
        }
      }
    }
  }
}
