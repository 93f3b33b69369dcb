import AgentCore
import AgentSimulation
import Basics
import TestSupport
import Testing

/// What the agent does by itself about a node that hangs or stands still, with every fault at every
/// one of its operations.
@Suite struct HealingTests {
  struct Illness: Sendable, CustomTestStringConvertible {
    let name: String
    let mishap: Mishap?
    let network: Network
    /// How often the agent has to restart the node, and what its health has to be in the end.
    let heals: Int
    let health: HealthState
    /// How many of them there are, ten minutes apart.
    var times = 1
    var testDescription: String { name }

    var scenario: Scenario {
      var scenario = Scenario(name, promisesClients: false)
      for time in 0..<times {
        if let mishap { scenario.mishaps.append((at: 20_000 + time * 300_000, what: mishap)) }
      }
      scenario.network = network
      scenario.unattendedMs = 1_200_000
      scenario.staysIll = health != .healthy
      return scenario
    }
  }

  static let illnesses = [
    Illness(
      name: "hung among advancing peers", mishap: .nodeHangs, network: .advances, heals: 1,
      health: .healthy),
    Illness(
      name: "stalled among advancing peers", mishap: .nodeStalls, network: .advances, heals: 1,
      health: .healthy),
    Illness(
      name: "hung without peers", mishap: .nodeHangs, network: .unknown, heals: 0, health: .hung),
    Illness(
      name: "stalled while the peers are silent", mishap: .nodeStalls, network: .isSilent,
      heals: 0, health: .stalled),
    Illness(
      name: "stalled while the peers limit us", mishap: .nodeStalls, network: .isLimited,
      heals: 0, health: .stalled),
    Illness(
      name: "the whole network stalls", mishap: nil, network: .stalls(at: 60_000), heals: 0,
      health: .networkStalled),
    Illness(
      name: "well all the time", mishap: nil, network: .advances, heals: 0, health: .healthy),
    // The second within ten minutes of being well: left to a person.
    Illness(
      name: "hung twice in a row", mishap: .nodeHangs, network: .advances, heals: 1, health: .hung,
      times: 2),
  ]

  @Test(arguments: illnesses)
  func isRestartedOnceOrNotAtAll(_ illness: Illness) {
    let run = Simulation(illness.scenario).run()
    #expect(run.violations == [])
    #expect(run.heals == illness.heals)
    #expect(run.health == illness.health)
    if illness.heals > 0 { #expect(run.state.lastOperation?.outcome == .done) }
  }

  /// A power cut mends a hung node by itself, so a fault may make restarts fewer, never more.
  @Test(arguments: illnesses)
  func isNeverRestartedTwiceWhateverStrikes(_ illness: Illness) {
    let scenario = illness.scenario
    let plain = Simulation(scenario).run()
    // Probes make most operations, and are all alike.
    for strike in Sampling.strikes(0..<min(plain.operations, 50), oneIn: 10) {
      let run = Simulation(scenario, faults: strike.plan).run()
      guard !run.violations.isEmpty || run.heals > illness.heals else { continue }
      Issue.record("\(illness.name): \(strike)")
      print(Simulation(scenario, faults: strike.plan, wantsTranscript: true).run().story)
      return
    }
  }

  /// A node that dies again and again is away for longer each time.
  @Test func clientsOfADeadNodeAreServedOrToldInTime() {
    var scenario = Scenario(
      "dies every half minute",
      behaviours: [HostUnits.release("1.0.0"): .crashesAfter(milliseconds: 30_000)],
      promisesClients: false)
    scenario.unattendedMs = 1_200_000
    scenario.staysIll = true
    let run = Simulation(scenario).run()
    #expect(run.violations == [])
    #expect(run.clients.refused == 0)
    // Those who wait behind the relay are told after `park.limit`; the few who came before it took over
    // wait for the node.
    #expect(run.clients.answered503 > 100_000)
    #expect(run.health == .crashLoop || run.health == .down)
  }

  /// A host whose chains one process serves; alpha's part of it hangs.
  private func shared(
    _ mishaps: [(at: Int, chain: Int, what: Mishap)] = [], delta: Network = .advances,
    hangsAt: Int = 20_000
  ) -> MigrationScenario {
    var scenario = MigrationScenario("one process for both hangs", from: .unified, orders: [])
    scenario.mishaps = [(at: hangsAt, chain: 0, what: .nodeHangs)] + mishaps
    scenario.networks = [.advances, delta]
    scenario.validators = 4
    scenario.promisesClients = false
    scenario.unattendedMs = 900_000
    return scenario
  }

  @Test func aProcessOfSeveralChainsIsRestartedOnceForAll() {
    let run = MigrationSimulation(shared(), wantsTranscript: true).run()
    #expect(run.violations == [])
    #expect(run.heals.count == 2, "one operation for each chain")
    let operations = run.state.chains.values.compactMap(\.lastOperation)
    #expect(operations.map(\.outcome) == [.done, .done])
    #expect(Set(operations.map { $0.together?.group ?? "" }).count == 1)
    #expect(run.health == [.healthy, .healthy])
    if run.health != [.healthy, .healthy] { print(run.story) }
  }

  /// Each chain has a quorum of its own, and may stand still by itself.
  @Test func aProcessOfSeveralChainsIsLeftWhereOneOfThemMayNotGo() {
    for chain in [0, 1] {
      let run = MigrationSimulation(
        shared([(at: 1_000, chain: chain, what: .validatorGoes)])
      ).run()
      #expect(run.heals == [], "a validator of chain \(chain) is down")
      #expect(run.health[0] == .hung)
    }
    let stalled = MigrationSimulation(shared(delta: .stalls(at: 0), hangsAt: 300_000)).run()
    #expect(stalled.heals == [])
  }

  /// Whatever strikes, one restart is enough.
  @Test func aProcessOfSeveralChainsIsNeverRestartedTwice() {
    let scenario = shared()
    let plain = MigrationSimulation(scenario).run()
    let operations = 0..<min(plain.operations, 120)
    for strike in Sampling.strikes(operations, FaultPlan.Fault.allCases, oneIn: 10) {
      let run = MigrationSimulation(scenario, faults: strike.plan).run()
      guard !run.violations.isEmpty || run.heals.count > 2 else { continue }
      Issue.record("\(strike): \(run.violations)")
      return
    }
  }

  @Test func theStoryOfAHungNode() throws {
    let run = Simulation(Self.illnesses[0].scenario, wantsTranscript: true).run()
    let path = "Tests/AgentSimulationTests/Scenarios/hung-among-peers.txt"
    #expect(try Golden.file(path, run.story) == run.story)
  }
}
