import AgentCore
import ControlModel
import TestSupport
import Testing

@testable import AgentCommands

@Suite struct MigrationTextTests {
  private let paint = Paint(colours: false)

  @Test(arguments: [Migration.State.running, .asks, .done])
  func howFarItIs(_ state: Migration.State) throws {
    let text = MigrationText.render(Sample.migration(state), now: Sample.now, paint: paint)
    try #expect(Golden.matches(text, "migration-\(state.rawValue).txt"))
  }

  @Test func whatItWouldDo() throws {
    let text = MigrationPlanText.render(Sample.migrationPlan, width: 100, paint: paint)
    try #expect(Golden.matches(text, "migration-plan.txt"))
  }
}
