import AgentCore
import AgentSimulation

/// A scenario, and a way to look at what came of it.
struct Trial {
  let name: String
  /// Of the agent, without faults.
  let operations: Int
  /// Nil where all is well, else what isn't.
  let flaw: (FaultPlan, FaultPlan.Fault?) -> String?
  let story: (FaultPlan) -> String

  static var all: [Trial] {
    Catalog.all.map { Trial($0) } + Catalog.supervised.map { Trial($0, judgesEnd: false) }
      + [Trial(Catalog.held, judgesEnd: false, isStruck: false)]
      + MigrationCatalog.all.map { Trial($0.scenario, isReleaseGood: $0.isReleaseGood) }
  }

  /// - Parameter judgesEnd: it has to end as it does without faults, or in a way back.
  init(_ scenario: Scenario, judgesEnd: Bool = true, isStruck: Bool = true) {
    name = scenario.name
    let plain = Simulation(scenario).run()
    operations = isStruck ? plain.operations : 0
    story = { Simulation(scenario, faults: $0, wantsTranscript: true).run().story }
    flaw = { faults, _ in
      let run = Simulation(scenario, faults: faults).run()
      if let first = run.violations.first { return first }
      let isGood = !judgesEnd || Verdict.isGood(run, scenario, plain)
      return isGood ? nil : "a wrong end: \(run.outcome?.rawValue ?? "none")"
    }
  }

  init(_ scenario: MigrationScenario, isReleaseGood: Bool) {
    name = "migration: \(scenario.name)"
    operations = MigrationSimulation(scenario).run().operations
    story = { MigrationSimulation(scenario, faults: $0, wantsTranscript: true).run().story }
    flaw = { faults, fault in
      MigrationVerdict.flaw(
        MigrationSimulation(scenario, faults: faults).run(), isReleaseGood: isReleaseGood,
        mayBeLate: fault == .doorIsShut)
    }
  }
}
