import AgentCore
import AgentSimulation
import Basics
import TestSupport
import Testing

/// Four validators: another one goes down while this one is taken away, at every moment, and with
/// every fault.
@Suite struct QuorumTests {
  private func scenario(
    _ verb: Command.Verb, downAt: Int, backAt: Int? = nil, validators: Int = 4
  ) -> Scenario {
    var scenario = Scenario(
      "a validator goes", behaviours: [Catalog.old: .good, Catalog.new: .good], verb: verb,
      mishaps: [(at: downAt, what: .validatorGoes)])
    if let backAt { scenario.mishaps.append((at: backAt, what: .validatorComes)) }
    scenario.validators = validators
    return scenario
  }

  /// The operation is done, or it is given up before the node is touched.
  private func expectGood(_ run: RunRecord, _ what: String) {
    #expect(run.violations == [], "\(what)")
    if let refusal = run.refusal {
      #expect(refusal.kind.rawValue == "gate_quorum", "\(what)")
      return
    }
    let last = run.state.lastOperation
    guard last?.outcome == .failed else {
      #expect(last?.outcome == .done, "\(what): \(String(describing: last?.failure))")
      return
    }
    #expect(
      last?.failure?.kind.rawValue == "gate_quorum", "\(what): \(String(describing: last?.failure))"
    )
    #expect(last?.nodeStopped == false, "\(what)")
  }

  @Test(arguments: [Command.Verb.swap("2.0.0"), .restart])
  func nobodyIsStoppedAfterAnotherHasGone(verb: Command.Verb) {
    var outcomes: Set<Outcome?> = []
    for at in stride(from: 0, through: 20_000, by: 100) {
      let run = Simulation(scenario(verb, downAt: at)).run()
      expectGood(run, "down at \(at)")
      outcomes.insert(run.refusal == nil ? run.state.lastOperation?.outcome : nil)
    }
    // The moments that matter were among them.
    #expect(outcomes.contains(.failed))
    #expect(outcomes.contains(.done))
  }

  @Test func whoIsBackInTimeIsWaitedFor() {
    let run = Simulation(scenario(.swap("2.0.0"), downAt: 500, backAt: 8_000)).run()
    #expect(run.violations == [])
    #expect(run.state.lastOperation?.outcome == .done)
  }

  @Test func withThreeEveryOrderIsRefused() {
    var scenario = scenario(.restart, downAt: 0, validators: 3)
    scenario.mishaps = []
    let run = Simulation(scenario).run()
    #expect(run.violations == [])
    #expect(run.refusal?.kind.rawValue == "gate_quorum")
  }

  @Test func withEveryFaultAtEveryOperation() {
    for at in [0, 700, 1_500, 3_000] {
      let scenario = scenario(.swap("2.0.0"), downAt: at, backAt: at + 30_000)
      let plain = Simulation(scenario).run()
      for strike in Sampling.strikes(0..<plain.operations, oneIn: 10) {
        let run = Simulation(scenario, faults: strike.plan).run()
        guard !run.violations.isEmpty else { continue }
        Issue.record("down at \(at): \(strike)")
        print(Simulation(scenario, faults: strike.plan, wantsTranscript: true).run().story)
        return
      }
    }
  }
}
