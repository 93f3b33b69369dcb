import AgentCore
import AgentSimulation
import Testing

/// A simulation that lets a planted defect pass proves nothing.
@Suite struct MutationTests {
  @Test(arguments: Mutation.ofOneChain)
  func catchesAPlantedDefect(_ mutation: Mutation) {
    let run = Simulation(Catalog.goodSwap, mutation: mutation).run()
    #expect(run.violations != [])
  }

  /// What the agent does before it remembers comes right in the end, again and again: only a look at
  /// every operation shows it.
  @Test func anActBeforeRememberingIsSeenWhereItHappens() throws {
    let run = Simulation(
      Catalog.goodSwap, mutation: .actsBeforeRemembering, wantsTranscript: true
    ).run()
    let first = try #require(run.violations.first)
    #expect(first.contains("isn't called for in phase"))
  }

  @Test(arguments: Mutation.ofSeveral)
  func catchesAPlantedDefectOfTwoChains(_ mutation: Mutation) {
    var scenario = MigrationCatalog.there
    switch mutation {
    case .ignoresTheOthersFailure:
      scenario = MigrationCatalog.sick(.stalls, alpha: false, delta: true, onlyJoined: true)
    case .stopsWithTheOthersClients:
      // One chain's clients are away from the process later than the other's.
      scenario = MigrationCatalog.migration(
        "parted", from: .unified, to: .split, release: nil)
      scenario.mishaps = [(at: 400, chain: 1, what: .relayDies)]
    default:
      // One chain's node is away later than the other's.
      scenario.split.alpha = .hangsOnStop
    }
    #expect(MigrationSimulation(scenario).run().violations == [])
    let run = MigrationSimulation(scenario, mutation: mutation).run()
    #expect(run.violations != [])
  }
}
