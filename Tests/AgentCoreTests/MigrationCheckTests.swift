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

  /// Whoever finishes it has to know what is gone afterwards.
  @Test(arguments: [
    (
      Migration.State.done, [TwoChains.alpha, TwoChains.delta],
      "none afterwards: finish removes the ledger backups of alpha and delta and ends the way back "
        + "(alpha to \(TwoChains.own(TwoChains.alpha)), delta to \(TwoChains.own(TwoChains.delta)))"
    ),
    (
      .aborted, [],
      "none afterwards: finish ends the way back (alpha to \(TwoChains.own(TwoChains.alpha)), "
        + "delta to \(TwoChains.own(TwoChains.delta)))"
    ),
    (
      .rolledBack, [TwoChains.delta],
      "none afterwards: finish removes the ledger backups of delta"
    ),
    (.rolledBack, [], "none afterwards"),
  ])
  func tellsWhatAFinishEnds(
    _ from: Migration.State, _ backups: [ChainName], _ wayBack: String
  ) throws {
    var state = try accept(Self.start, TwoChains.state(.separate))
    state.migration?.state = from
    for chain in backups {
      state[chain].ledger = LedgerState(
        backup: LedgerBackup(of: TwoChains.own(chain), atUnixMs: 0, height: nil))
    }
    let plan = try MigrationPolicy.accept(
      .finish, state: state, seeing: TwoChains.sight(.separate), dryRun: true
    ).get().plan
    #expect(plan.wayBack == wayBack)
    #expect(plan.steps.isEmpty)
  }

  /// Only a migration that ends by itself is worth another try.
  @Test(arguments: [
    (
      Migration.State.paused, "migration_paused", ExitCode.refused,
      "adnet-agent migrate resume or adnet-agent migrate abort"
    ),
    (
      .asks, "migration_asks", .refused, "adnet-agent migrate resume or adnet-agent migrate abort"
    ),
    (.running, "busy", .busy, "adnet-agent migrate status"),
    (.aborting, "busy", .busy, "adnet-agent migrate status"),
  ])
  func anotherIsNotBegun(
    _ open: Migration.State, _ kind: String, _ exit: ExitCode, _ hint: String
  ) throws {
    var state = try accept(Self.start, TwoChains.state(.separate))
    state.migration?.state = open
    #expect {
      _ = try accept(Self.start, state)
    } throws: { error in
      let failure = error as? Failure
      return failure?.kind == kind && failure?.exit == exit && failure?.hint == hint
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
