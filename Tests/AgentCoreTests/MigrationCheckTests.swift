import AgentCore
import Basics
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
      order, state: state, seeing: TwoChains.observation(.separate), dryRun: dryRun,
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
      return error.isNothingToDo ? error.kind.rawValue : "an error: \(error.kind)"
    }
  }

  /// Whoever finishes it has to know what is gone afterwards.
  @Test(arguments: [
    (
      Migration.State.done, [TwoChains.alpha, TwoChains.delta],
      "none afterwards: finish removes the ledger backups of alpha and delta and removes the rollback "
        + "(alpha to \(TwoChains.own(TwoChains.alpha)), delta to \(TwoChains.own(TwoChains.delta)))"
    ),
    (
      .aborted, [],
      "none afterwards: finish removes the rollback (alpha to \(TwoChains.own(TwoChains.alpha)), "
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
      .finish, state: state, seeing: TwoChains.observation(.separate), dryRun: true
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
      return failure?.kind.rawValue == kind && failure?.exit == exit && failure?.hint == hint
    }
  }

  @Test func tellsThatNothingIsLeftToDo() throws {
    let begun = try accept(Self.start, TwoChains.state(.separate))
    let state = MigrationPolicy.step(begun, seeing: TwoChains.observation(.separate)).next
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

  /// `rollback` goes to a release of before within the program; the program is the migration's.
  @Test(arguments: [
    (Migration.State.done, true), (.aborted, true), (.paused, true), (.rolledBack, false),
    (.finished, false),
  ])
  func aRollbackOfAChainIsLedToTheMigrations(_ end: Migration.State, _ isPossible: Bool) throws {
    var state = TwoChains.state(.split)
    state.migration = try accept(Self.start, TwoChains.state(.separate)).migration
    state.migration?.state = end
    for topology in [Topology.split, .unified] {
      let result = CommandPolicy.accept(
        Command(id: "op-1", chain: TwoChains.alpha, verb: .rollback), state: state,
        seeing: TwoChains.seen(TwoChains.alpha, topology),
        settings: TwoChains.settings(TwoChains.alpha), releases: [TwoChains.unified])
      guard case .failure(let failure) = result else { return #expect(Bool(false)) }
      #expect(failure.kind.rawValue == (topology == .split ? "no_previous" : "served_together"))
      let hint = failure.hint ?? ""
      #expect(hint.hasPrefix("adnet-agent migrate rollback undoes") == isPossible, "\(hint)")
    }
  }

  /// Whoever asks what is in the way of a stop is told of it between its steps, too.
  @Test func whyTellsOfAMigrationThatTakesNoOtherOrders() throws {
    var migration = try accept(Self.start, TwoChains.state(.separate)).migration
    func gate() -> Gate? {
      CommandPolicy.why(
        ChainState(), seeing: TwoChains.seen(TwoChains.delta, .separate),
        settings: TwoChains.settings(TwoChains.delta), migration: migration
      ).first { $0.name == .otherOperation }
    }
    #expect(gate()?.state == .blocked)
    #expect(gate()?.text == "a migration to split is under way")
    migration?.state = .paused
    #expect(gate()?.state == .passed)
  }

  @Test(
    arguments: [
      ("configure", nil, false), ("stop", nil, true), ("move", nil, true), ("start", nil, true),
      ("move", "the disk is full", false),
    ] as [(String, String?, Bool)])
  func anImportWhoseNodeIsAwayHasTheHost(_ step: String, _ failure: String?, _ holds: Bool) {
    var notice = ImportNotice(
      source: "node.service", step: step, leadsBack: false, sinceUnixMs: 0)
    notice.failure = failure
    #expect(notice.holdsHost == holds)
    #expect(notice.busy(with: TwoChains.alpha).exit == .busy)
  }
}
