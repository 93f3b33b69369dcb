import AgentCore
import Basics
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

  @Test func whatIsInItsWayHasItsCommand() throws {
    var plan = Sample.migrationPlan
    plan.gates = [:]
    plan.obstacles = [
      Failure(
        .accountsDiffer, "cannot begin the migration: one process has one account",
        hint: "adnet-agent account move", exit: .failed)
    ]
    #expect(!plan.isAllowed)
    let text = MigrationPlanText.render(plan, width: 60, paint: paint)
    #expect(
      text.contains(
        """
          blocked  cannot begin the migration: one process has one
                   account
                   hint: adnet-agent account move
        """), "\(text)")
    #expect(text.contains("would be refused now"))
  }
}
