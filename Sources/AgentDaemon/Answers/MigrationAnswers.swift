import AgentCore
import Basics
import ControlModel

/// Answers about the migration, and orders to it.
struct MigrationAnswers {
  let loop: HostLoop
  private var world: HostWorld { loop.world }

  func answer() throws(Failure) -> ControlReply {
    guard let migration = loop.state.migration else {
      throw Failure(
        .noMigration, "there is no migration",
        hint: "adnet-agent migrate plan --to unified shows what one would do", exit: .failed)
    }
    return .migration(document(migration))
  }

  func order(
    _ request: MigrationRequest, dryRun: Bool, by who: String
  ) throws(Failure) -> ControlReply {
    switch request {
    case .pause, .abort, .finish: break
    // Each begins steps, or goes on with them.
    case .start, .resume, .rollback:
      if let first = ImportNotices(paths: world.paths).of(world.chains).first {
        throw first.notice.refusal(of: first.chain)
      }
    }
    let sight = try loop.migrationSight().get()
    let command = command(request, by: who)
    switch MigrationPolicy.accept(
      command, state: loop.state, seeing: sight, dryRun: dryRun,
      acceptsHalt: request.acceptsHalt ? who : nil)
    {
    case .failure(let failure): throw failure
    case .success(let accepted):
      let goal = accepted.state.migration?.goal
      if dryRun {
        return .migrationPlan(
          MigrationPlanDocument(goal: request.goal ?? goal ?? .separate, plan: accepted.plan))
      }
      guard let migration = accepted.state.migration else {
        throw Failure(.internal, "a migration was accepted and isn't there")
      }
      if let failure = loop.beginMigration(accepted.state) { throw failure }
      return .migration(document(loop.state.migration ?? migration))
    }
  }

  private func command(_ request: MigrationRequest, by who: String) -> MigrationCommand {
    switch request {
    case .start(let goal, let release, let ifFails, let acceptHalt, let acceptConversion):
      .start(
        MigrationCommand.Start(
          id: OrderID.new(), goal: goal, release: release, ifFails: ifFails,
          acceptsHalt: acceptHalt ? who : nil, acceptsConversion: acceptConversion ? who : nil))
    case .pause: .pause
    case .resume: .resume
    case .abort: .abort
    case .rollback: .rollback
    case .finish: .finish
    }
  }

  private func document(_ migration: Migration) -> MigrationDocument {
    MigrationDocument(
      migration, ledgers: loop.state.chains.compactMapValues { LedgerStatus($0.ledger) },
      waitingFor: loop.state.operation == nil ? loop.migrationWaitsFor : nil,
      operation: world.teller.operations.document)
  }
}
