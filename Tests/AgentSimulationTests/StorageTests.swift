import AgentCore
import AgentSimulation
import Basics
import Testing

/// Ledger and safety record are lost wherever they can be. What the simulator demands at every moment: no
/// validator is started where its record isn't; and in the end: none runs below the height that its chain
/// had, or without the record it had.
@Suite struct StorageTests {
  private static let losses: [Mishap] = [
    .ledgerIsLost, .ledgerIsOld, .recordIsLost, .storageIsLost,
  ]

  /// Whatever it has of a ledger is handed over.
  private static let otherProgram = Scenario(
    "swap to another program",
    behaviours: [Catalog.old: .good, HostUnits.release("2.0.0", of: "adnet"): .good],
    verb: .swap("adnet/2.0.0"))

  private func watched(_ scenario: Scenario, _ storage: SimulatedStorage? = nil) -> Scenario {
    var scenario = scenario
    scenario.storage = storage ?? SimulatedStorage()
    // Whoever is kept stopped serves nobody.
    scenario.promisesClients = false
    return scenario
  }

  private func story(_ scenario: Scenario, _ faults: FaultPlan = .none) -> String {
    Simulation(scenario, faults: faults, wantsTranscript: true).run().story
  }

  /// Before the stop, between stop and start, while it loads, when it serves, on the way back.
  @Test(arguments: [
    Catalog.goodSwap, Catalog.crashAtStart, Catalog.crashLater, Catalog.rollback, Catalog.restart,
    Catalog.otherUnit, Catalog.otherUnitBad, otherProgram,
  ])
  func noMomentOfAnExchangeLeavesAValidatorWithLess(_ scenario: Scenario) {
    var held = 0
    for loss in Self.losses {
      for at in Sampling.some(Array(stride(from: 0, through: 16_000, by: 250)), oneIn: 5) {
        var scenario = watched(scenario)
        scenario.mishaps = [(at, loss)]
        let run = Simulation(scenario).run()
        #expect(run.violations == [], "\(scenario.name): \(loss) at \(at)")
        #expect(run.state.operation == nil, "\(scenario.name): \(loss) at \(at) never ends")
        if run.violations != [] || run.state.operation != nil { return print(story(scenario)) }
        held += run.state.fallen == nil ? 0 : 1
      }
    }
    #expect(held > 0, "nothing was ever lost for good")
  }

  @Test(arguments: losses)
  func whatIsMovedAwayWhileTheChainIsStoppedKeepsItStopped(_ loss: Mishap) {
    var scenario = watched(Scenario("start after a loss", verb: .start))
    scenario.isStopped = true
    scenario.mishaps = [(0, loss)]
    let run = Simulation(scenario).run()
    #expect(run.violations == [])
    #expect(run.state.desired == .stopped)
    let isOfRecord = loss == .recordIsLost || loss == .storageIsLost
    #expect(run.state.fallen?.kind.rawValue == (isOfRecord ? "record_lost" : "ledger_fell"))
    #expect(run.state.lastOperation?.holds == true)
  }

  /// By hand or by a boot, on what a node has written that began without a record.
  @Test(arguments: [Mishap.recordIsLost, .storageIsLost])
  func noHandStartsItAgain(_ loss: Mishap) {
    for at in stride(from: 2_000, through: 20_000, by: 500) {
      var scenario = watched(Scenario("start after a loss", verb: .start))
      scenario.isStopped = true
      scenario.mishaps = [(0, loss), (at, .ownerIsStarted)]
      let run = Simulation(scenario).run()
      #expect(run.violations == [], "started by hand at \(at)")
      #expect(run.state.desired == .stopped && run.state.fallen?.kind.rawValue == "record_lost")
      if run.violations != [] { return print(story(scenario)) }
    }
  }

  struct Elsewhere: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let storage: SimulatedStorage
    let fails: Bool

    init(
      _ name: String, _ place: SimulatedStorage.Place, height: UInt64 = 0, fails: Bool = true
    ) {
      testDescription = name
      storage = SimulatedStorage(byConfiguration: [2: place], heights: ["other": height])
      self.fails = fails
    }
  }

  static let elsewhere = [
    Elsewhere("another --storage", .init(ledger: "other", record: "other")),
    Elsewhere("another --network", .init(ledger: "other", record: "other"), height: 400),
    Elsewhere("another home", .init(ledger: "usual", record: "other"), fails: false),
  ]

  @Test(arguments: elsewhere, [Command.Verb.restart, .start])
  func settingsThatLookElsewhereLeadBack(_ other: Elsewhere, _ verb: Command.Verb) {
    let scenario = watched(
      Catalog.renewed("\(verb) with \(other)", verb: verb, isBad: false), other.storage)
    let run = Simulation(scenario).run()
    #expect(run.violations == [])
    #expect((run.outcome == .done) == !other.fails, "\(run.outcome.map { "\($0)" } ?? "none")")
    #expect(run.state.desired == .running && run.state.fallen == nil)
    if other.fails { #expect(run.state.lastOperation?.failure?.kind.rawValue == "ledger_fell") }
  }

  /// The record is carried there and back, whatever is cut off.
  @Test(arguments: [FaultPlan.Fault.agentIsKilled, .powerIsCut, .operationFails])
  func theRecordArrivesWhateverStrikes(_ fault: FaultPlan.Fault) {
    for (behaviour, name) in [(Behaviour.good, "there"), (.crashesAtStart, "and back")] {
      let other = SimulatedStorage(byProgram: ["adnet": .init(record: "apart")])
      let scenario = watched(
        Scenario(
          "record \(name)",
          behaviours: [
            Catalog.old: .good, HostUnits.release("2.0.0", of: "adnet"): behaviour,
          ], verb: .swap("adnet/2.0.0")), other)
      let plain = Simulation(scenario).run()
      #expect(plain.violations == [])
      #expect(plain.refusal == nil)
      #expect(plain.outcome == (behaviour == .good ? .done : .rolledBack))
      for strike in Sampling.strikes(0..<plain.operations, [fault], oneIn: 4) {
        let run = Simulation(scenario, faults: strike.plan).run()
        #expect(run.violations == [], "\(name): \(strike)")
        #expect(run.state.fallen == nil)
        if run.violations != [] { return print(story(scenario, strike.plan)) }
      }
    }
  }

  /// Boot starts what was stopped, and it is stopped again.
  @Test func aPowerCutChangesNothingOfIt() {
    for operation in 0..<20 {
      var scenario = watched(Catalog.goodSwap)
      scenario.mishaps = [(1_000, .ledgerIsLost)]
      let faults = FaultPlan.one(.powerIsCut, .after, operation: operation)
      let run = Simulation(scenario, faults: faults).run()
      #expect(run.violations == [], "after operation \(operation)")
      if run.violations != [] { return print(story(scenario, faults)) }
    }
  }

  @Test(arguments: losses)
  func noMomentOfAMigrationLeavesAValidatorWithLess(_ loss: Mishap) {
    for chain in 0...1 {
      for at in Sampling.some(Array(stride(from: 0, through: 60_000, by: 1_500)), oneIn: 4) {
        var scenario = MigrationCatalog.there
        scenario.storage = SimulatedStorage(byProgram: ["adnet": .init(record: "apart")])
        scenario.promisesClients = false
        scenario.mishaps = [(at, chain, loss)]
        let run = MigrationSimulation(scenario).run()
        #expect(run.violations == [], "\(loss) of chain \(chain) at \(at)")
        let other = run.state[ChainName(chain == 0 ? "delta" : "alpha")!]
        #expect(other.fallen == nil, "the other chain's, for chain \(chain) at \(at)")
        guard run.violations == [], other.fallen == nil else {
          print(
            MigrationSimulation(scenario, wantsTranscript: true).run().transcript.joined(
              separator: "\n"))
          return
        }
      }
    }
  }
}
