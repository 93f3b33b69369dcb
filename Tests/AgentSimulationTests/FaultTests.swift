import AgentSimulation
import Testing

@Suite struct FaultTests {
  /// Every scenario, with every fault before and after every save and every effect of the agent; some
  /// of them without ADNET_SOAK=1.
  /// The promises are checked at each moment of each run.
  @Test(arguments: Catalog.all.indices)
  func survivesEveryFaultAtEveryOperation(_ index: Int) {
    let scenario = Catalog.all[index]
    let plain = Simulation(scenario).run()
    for strike in Sampling.strikes(0..<plain.operations, oneIn: 10) {
      let run = Simulation(scenario, faults: strike.plan).run()
      guard !Verdict.isGood(run, scenario, plain) else { continue }
      Issue.record("\(scenario.name): \(strike)")
      print(Simulation(scenario, faults: strike.plan, wantsTranscript: true).run().story)
      return
    }
  }
}
