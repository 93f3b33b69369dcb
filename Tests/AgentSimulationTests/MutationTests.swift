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
}
