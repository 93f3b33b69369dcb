import AgentCore
import AgentSimulation
import Basics
import TestSupport
import Testing

/// Migrations of a host with two chains, on fair days and with releases that don't work.
@Suite struct MigrationTests {
  struct Way: Sendable, CustomTestStringConvertible {
    let from: Topology
    let to: Topology
    var release: String?
    let units: [String]
    var testDescription: String { "\(from) to \(to) \(release ?? "")" }
  }

  static let ways = [
    Way(
      from: .separate, to: .split, release: "4.0.0",
      units: ["adnet@alpha.service", "adnet@delta.service"]),
    Way(
      from: .separate, to: .unified, release: "4.0.0", units: ["adnet.service", "adnet.service"]),
    Way(from: .split, to: .unified, units: ["adnet.service", "adnet.service"]),
    Way(from: .split, to: .separate, units: ["alphaos.service", "deltaos.service"]),
    Way(
      from: .split, to: .split, release: "4.1.0",
      units: ["adnet@alpha.service", "adnet@delta.service"]),
    Way(
      from: .split, to: .unified, release: "4.1.0", units: ["adnet.service", "adnet.service"]),
    Way(
      from: .unified, to: .unified, release: "4.1.0", units: ["adnet.service", "adnet.service"]),
    Way(from: .unified, to: .split, units: ["adnet@alpha.service", "adnet@delta.service"]),
    Way(from: .unified, to: .separate, units: ["alphaos.service", "deltaos.service"]),
  ]

  @Test(arguments: ways)
  func everyGoalIsReached(_ way: Way) {
    for peers in [[], ["http://10.0.0.2:3030"]] {
      for handsOff in [true, false] {
        var scenario = MigrationCatalog.migration(
          way.testDescription, from: way.from, to: way.to, release: way.release)
        scenario.peers = peers
        scenario.handsOff = handsOff
        scenario.promisesClients = handsOff
        let run = MigrationSimulation(scenario, wantsTranscript: true).run()
        #expect(run.violations == [])
        #expect(run.migration?.state == .done)
        #expect(run.units == way.units)
        #expect(run.migration?.failure == nil)
        if !run.violations.isEmpty || run.migration?.state != .done { print(run.story) }
      }
    }
  }

  @Test func thereAndBack() {
    let run = MigrationSimulation(MigrationCatalog.thereAndBack, wantsTranscript: true).run()
    #expect(run.violations == [])
    #expect(run.migration?.id == "m2")
    #expect(run.migration?.state == .done)
    #expect(run.units == ["alphaos.service", "deltaos.service"])
    if run.migration?.state != .done { print(run.story) }
  }

  /// What fails is the operator's to mend: the hook before a step is run again once they resume, that after a
  /// step isn't, since the step is done.
  @Test(arguments: [0, 1, 2], MigrationHook.Moment.allCases)
  func eachStepWaitsForTheHook(_ failures: Int, _ moment: MigrationHook.Moment) {
    let run = MigrationSimulation(
      MigrationCatalog.hooked(
        failures: [moment: failures],
        then: Array(repeating: (.afterwards, .resume), count: failures)),
      wantsTranscript: true
    ).run()
    #expect(run.violations == [] && run.refusals == [])
    #expect(run.migration?.state == .done)
    #expect((run.migration?.failure?.kind == .hookFailed) == (failures > 0), "the last failure")
    let starts = run.transcript.filter { $0.contains("effect") && $0.contains("start adnet-hook@") }
    let steps = run.migration?.steps.count ?? 0
    // One after a step that failed counts as its run.
    #expect(starts.count == 2 * steps + (moment == .before ? failures : 0))
    if run.migration?.state != .done { print(run.story) }
  }

  @Test func ledgersAreMovedThereAndBack() {
    let run = MigrationSimulation(
      MigrationCatalog.moving(MigrationCatalog.thereAndBack), wantsTranscript: true
    ).run()
    #expect(run.violations == [])
    #expect(run.migration?.id == "m2")
    #expect(run.migration?.state == .done)
    #expect(run.units == ["alphaos.service", "deltaos.service"])
    #expect(run.state.chains.values.allSatisfy { $0.ledger?.backup != nil })
    if run.migration?.state != .done { print(run.story) }
  }

  @Test func aConversionIsAPointOfNoReturn() {
    let run = MigrationSimulation(
      MigrationCatalog.converting(
        then: [
          (.afterwards, .rollback), (.afterwards, .start(.separate, id: "m2")),
          (.afterwards, .start(.split, id: "m3")), (.afterwards, .finish),
        ]), wantsTranscript: true
    ).run()
    #expect(run.violations == [])
    #expect(run.refusals.map(\.kind.rawValue) == ["past_return", "past_return"])
    #expect(run.migration?.id == "m3")
    #expect(run.migration?.state == .finished)
    #expect(run.state.chains.values.allSatisfy { $0.ledger?.conversion != nil })
    // Nobody needs it any more.
    #expect(run.state.chains.values.allSatisfy { $0.ledger?.backup == nil })
    if run.migration?.state != .finished { print(run.story) }
  }

  /// Not even where it was told to go back by itself.
  @Test func whatWasConvertedStaysWhereItIsWhenTheNextChainFails() {
    let run = MigrationSimulation(
      MigrationCatalog.converting(failures: [0, 2], ifFails: .back), wantsTranscript: true
    ).run()
    #expect(run.violations == [])
    #expect(run.migration?.state == .asks)
    #expect(run.migration?.failure?.kind.rawValue == "gate_ledger")
    #expect(run.units == ["adnet@alpha.service", "deltaos.service"])
    if run.migration?.state != .asks { print(run.story) }
  }

  @Test func aConversionThatNobodyAcceptedIsRefused() {
    var scenario = MigrationCatalog.converting()
    scenario.orders = [(.at(0), .start(.unified, release: "4.0.0"))]
    let run = MigrationSimulation(scenario).run()
    #expect(run.refusals.map(\.kind.rawValue) == ["gate_conversion"])
    #expect(run.units == ["alphaos.service", "deltaos.service"])
  }

  /// One that fails is undone before the old node gets its ledger again.
  @Test(arguments: [1, 2], [Migration.IfFails.stay, .back])
  func aConversionThatFailsLeadsBack(_ failures: Int, ifFails: Migration.IfFails) {
    let run = MigrationSimulation(
      MigrationCatalog.converting(failures: [failures, failures], ifFails: ifFails),
      wantsTranscript: true
    ).run()
    #expect(run.violations == [])
    let isDone = failures == 1
    #expect(run.migration?.state == (isDone ? .done : ifFails == .stay ? .asks : .rolledBack))
    let unit = isDone ? "adnet.service" : nil
    #expect(run.units == [unit ?? "alphaos.service", unit ?? "deltaos.service"])
    if !run.violations.isEmpty { print(run.story) }
  }

  @Test(arguments: MigrationCatalog.sicknesses.indices, [Migration.IfFails.stay, .back])
  func noSickReleaseIsLeftInPlace(_ sickness: Int, ifFails: Migration.IfFails) {
    let behaviour = MigrationCatalog.sicknesses[sickness].behaviour
    for (alpha, delta) in [(true, false), (false, true), (true, true)] {
      for onlyJoined in [false, true] {
        let scenario = MigrationCatalog.sick(
          behaviour, alpha: alpha, delta: delta, onlyJoined: onlyJoined, ifFails: ifFails)
        let run = MigrationSimulation(scenario, wantsTranscript: true).run()
        #expect(run.violations == [], "\(scenario.name)")
        #expect(
          run.migration?.state == (ifFails == .stay ? .asks : .rolledBack), "\(scenario.name)")
        let units =
          ifFails == .back
          ? ["alphaos.service", "deltaos.service"]
          : onlyJoined
            ? ["adnet@alpha.service", "adnet@delta.service"]
            : [alpha ? "alphaos.service" : "adnet@alpha.service", "deltaos.service"]
        #expect(run.units == units, "\(scenario.name)")
        if !run.violations.isEmpty || run.units != units {
          print(run.story)
          return
        }
      }
    }
  }

  private static let stories: [(file: String, scenario: MigrationScenario)] = [
    ("migration-there-and-back", MigrationCatalog.thereAndBack),
    (
      "migration-sick-delta",
      MigrationCatalog.sick(.stalls, alpha: false, delta: true, onlyJoined: true, ifFails: .back)
    ),
  ]

  @Test(arguments: stories.indices)
  func tellsTheSameStory(_ index: Int) throws {
    let story = Self.stories[index]
    let run = MigrationSimulation(story.scenario, wantsTranscript: true).run()
    let path = "Tests/AgentSimulationTests/Scenarios/\(story.file).txt"
    #expect(try Golden.file(path, run.story) == run.story)
  }
}
