import AgentCore
import AgentSimulation
import Basics
import Testing

/// Migrations with every fault before and after the operations of the agent; some of them without
/// ADNET_SOAK=1.
@Suite struct MigrationFaultTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let scenario: MigrationScenario
    let isReleaseGood: Bool
    /// Without ADNET_SOAK=1.
    let oneIn: Int
    var testDescription: String { scenario.name }
  }

  static let cases: [Case] = {
    var cases = [
      Case(scenario: MigrationCatalog.there, isReleaseGood: true, oneIn: 19),
      Case(
        scenario: MigrationCatalog.migration("parted", from: .unified, to: .separate, release: nil),
        isReleaseGood: true, oneIn: 17),
      Case(scenario: MigrationCatalog.converting(), isReleaseGood: true, oneIn: 23),
      Case(scenario: MigrationCatalog.hooked(), isReleaseGood: true, oneIn: 23),
      Case(
        scenario: MigrationCatalog.converting(.split, failures: [2, 2], ifFails: .back),
        isReleaseGood: false, oneIn: 31),
    ]
    let kinds: [(Behaviour, Bool, Bool, Bool, Migration.IfFails)] = [
      (.crashesAtStart, true, false, false, .stay),
      (.crashesAtStart, false, true, false, .back),
      (.neverReady, false, true, true, .back),
      (.stalls, true, false, true, .stay),
      (.crashesAfter(milliseconds: 6_000), false, true, true, .stay),
      (.bindsElsewhere, true, true, true, .back),
      (.isMute, true, true, false, .stay),
    ]
    for (behaviour, alpha, delta, onlyJoined, ifFails) in kinds {
      cases.append(
        Case(
          scenario: MigrationCatalog.sick(
            behaviour, alpha: alpha, delta: delta, onlyJoined: onlyJoined, ifFails: ifFails),
          isReleaseGood: false, oneIn: onlyJoined ? 151 : 97))
    }
    return cases
  }()

  @Test(arguments: cases.indices)
  func survivesEveryFaultAtEveryOperation(_ index: Int) {
    let one = Self.cases[index]
    let plain = MigrationSimulation(one.scenario).run()
    let strikes = Sampling.strikes(0..<plain.operations, oneIn: one.oneIn)
    for strike in strikes {
      let run = MigrationSimulation(one.scenario, faults: strike.plan).run()
      guard
        let flaw = MigrationVerdict.flaw(
          run, isReleaseGood: one.isReleaseGood, mayBeLate: strike.fault == .doorIsShut)
      else { continue }
      Issue.record("\(one.scenario.name): \(strike): \(flaw)")
      let again = MigrationSimulation(one.scenario, faults: strike.plan, wantsTranscript: true)
      print("story of \(one.scenario.name)\n\(again.run().story)")
      return
    }
    #expect(!strikes.isEmpty)
    if Sampling.isAll {
      print("\(one.scenario.name): \(plain.operations) operations, \(strikes.count) runs")
    }
  }

  private static let handed = [
    MigrationCatalog.converting(.split),
    MigrationCatalog.converting(.split, failures: [2, 2], ifFails: .back),
    MigrationCatalog.moving(MigrationCatalog.migration("moving", to: .split)),
    MigrationCatalog.moving(
      MigrationCatalog.migration("moving back", from: .split, to: .separate, release: nil)),
  ]

  /// Whoever starts the owner's unit in the middle gets no node on a ledger that isn't its own, and no
  /// first start that nobody remembers.
  @Test(arguments: handed.indices)
  func aStartByHandWhileTheLedgerIsInOtherHandsDoesNoHarm(_ index: Int) throws {
    var scenario = Self.handed[index]
    let plain = MigrationSimulation(scenario).run()
    let begun = try #require(plain.migration?.startedUnixMs)
    var runs = 0
    for (chain, name) in [MigrationScenario.alpha, MigrationScenario.delta].enumerated() {
      // Of its last operation, from the stop of the one node to the start of the other.
      // Where alpha's conversion failed for good, the migration never came to delta.
      guard let timeline = plain.state[name].lastOperation?.timeline else { continue }
      let first = try #require(timeline.first { $0.phase == .stop }).startedUnixMs - begun
      let last = try #require(timeline.last { $0.phase == .start }?.endedUnixMs) - begun
      for at in stride(from: first, through: last, by: Sampling.isAll ? 7 : 149) {
        scenario.mishaps = [(at: at, chain: chain, what: .ownerIsStarted)]
        let run = MigrationSimulation(scenario).run()
        runs += 1
        let isEnd = run.migration?.state == plain.migration?.state && run.units == plain.units
        let flaw = run.violations.first ?? (isEnd ? nil : "it ended otherwise")
        guard let flaw else { continue }
        Issue.record("\(name) at \(at) of \(first) to \(last): \(flaw)")
        let again = MigrationSimulation(scenario, wantsTranscript: true)
        print("story of \(scenario.name)\n\(again.run().story)")
        return
      }
    }
    #expect(runs > 20)
  }

  /// The last moment at which a chain could turn back, and the first at which it can't any more: a
  /// node that dies there takes both chains back, or none.
  @Test(arguments: [Topology.unified, .separate])
  func aNodeThatDiesAtTheEndOfTheWatchPartsNobody(_ origin: Topology) throws {
    let goal: Topology = origin == .unified ? .split : .unified
    var scenario = MigrationCatalog.migration(
      "death at the end of the watch", from: origin == .unified ? .unified : .split, to: goal,
      release: nil)
    let plain = MigrationSimulation(scenario).run()
    let step = try #require(plain.migration?.steps.last)
    let ended = try #require(step.endedUnixMs) - (try #require(plain.migration?.startedUnixMs))
    for chain in 0...1 {
      for at in stride(from: ended - 120, through: ended, by: 5) {
        scenario.mishaps = [(at: at, chain: chain, what: .supervisorIsKilled)]
        let run = MigrationSimulation(scenario).run()
        guard
          let flaw = MigrationVerdict.flaw(run, isReleaseGood: true, mayBeLate: true)
        else { continue }
        Issue.record("chain \(chain) at \(at): \(flaw)")
        let again = MigrationSimulation(scenario, wantsTranscript: true)
        print("story of \(scenario.name)\n\(again.run().story)")
        return
      }
    }
  }

  /// What nobody turns back from any more still has to come to its end, whatever boot starts.
  @Test(arguments: [Topology.unified, .split])
  func anInterruptedEndOfAStepIsBroughtToItsEnd(_ goal: Topology) {
    let scenario = MigrationCatalog.migration(
      "interrupted", from: goal == .unified ? .split : .unified, to: goal, release: nil)
    let plain = MigrationSimulation(scenario).run()
    for operation in plain.operations / 2..<plain.operations {
      for fault in [FaultPlan.Fault.powerIsCut, .agentIsKilled] {
        let faults = FaultPlan.one(fault, .after, operation: operation)
        let run = MigrationSimulation(scenario, faults: faults).run()
        let flaw = MigrationVerdict.flaw(run, isReleaseGood: true, mayBeLate: false)
        guard flaw != nil || run.migration?.state != .done else { continue }
        Issue.record("\(fault) after operation \(operation): \(flaw ?? "it isn't done")")
        let again = MigrationSimulation(scenario, faults: faults, wantsTranscript: true)
        print("story of \(scenario.name)\n\(again.run().story)")
        return
      }
    }
  }
}
