import AgentCore
import Testing

/// An order to a migration that is being carried out already: whoever gives it once more is told how far
/// it is, and whoever only asks what it would do is told that nothing is left.
@Suite struct MigrationCheckTests {
  private static let start = MigrationCommand.start(
    MigrationCommand.Start(id: "m1", goal: .split, release: "3.0.0"))

  private func accept(
    _ order: MigrationCommand, _ state: AgentState, dryRun: Bool = false, acceptsHalt: String? = nil
  ) throws(Failure) -> AgentState {
    try MigrationPolicy.accept(
      order, state: state, seeing: TwoChains.sight(.separate), dryRun: dryRun,
      acceptsHalt: acceptsHalt
    ).get().state
  }

  /// Nil where something would be done.
  private func check(
    _ order: MigrationCommand, _ state: AgentState, acceptsHalt: String? = nil
  ) -> String? {
    do throws(Failure) {
      _ = try accept(order, state, dryRun: true, acceptsHalt: acceptsHalt)
      return nil
    } catch {
      return error.isNothingToDo ? error.kind : "an error: \(error.kind)"
    }
  }

  @Test func tellsThatNothingIsLeftToDo() throws {
    let begun = try accept(Self.start, TwoChains.state(.separate))
    let state = MigrationPolicy.step(begun, seeing: TwoChains.sight(.separate)).next
    #expect(state.operation != nil)
    #expect(check(.resume, state) == "already_running")
    #expect(check(.resume, state, acceptsHalt: "root") == nil)
    #expect(check(.abort, state) == nil)
    let aborting = try accept(.abort, state)
    #expect(check(.abort, aborting) == "already_aborting")
    #expect(try accept(.abort, aborting) == aborting)
    let back = try accept(.rollback, state)
    #expect(check(.rollback, back) == "already_running")
    #expect(check(.abort, back) == nil)
    #expect(try accept(.rollback, back) == back)
  }
}
