import AgentCore
import AgentSimulation
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
    for operation in 0..<min(plain.operations, 50) {
      for moment in FaultPlan.Moment.allCases {
        for fault in FaultPlan.Fault.usual {
          let faults = FaultPlan.one(fault, moment, operation: operation)
          let run = Simulation(scenario, faults: faults).run()
          guard !run.violations.isEmpty || run.heals > illness.heals else { continue }
          Issue.record("\(illness.name): \(fault) \(moment) operation \(operation)")
          print(Simulation(scenario, faults: faults, wantsTranscript: true).run().story)
          return
        }
      }
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

  @Test func theStoryOfAHungNode() throws {
    let run = Simulation(Self.illnesses[0].scenario, wantsTranscript: true).run()
    let path = "Tests/AgentSimulationTests/Scenarios/hung-among-peers.txt"
    #expect(try Golden.file(path, run.story) == run.story)
  }
}
