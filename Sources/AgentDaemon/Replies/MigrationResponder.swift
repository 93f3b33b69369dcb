import AgentCore
import Basics
import ControlModel

/// Answers about the migration, and orders to it.
struct MigrationResponder {
  let loop: HostLoop
  private var world: HostWorld { loop.world }

  func answer() throws(Failure) -> ControlReply {
    guard let migration = loop.state.migration else {
      throw Failure(
        .noMigration, "cannot show a migration: there is none",
        hint: "adnet-agent migrate plan --to unified shows the plan of one")
    }
    return .migration(document(migration))
  }

  func order(
    _ verb: MigrationVerb, _ terms: MigrationTerms, by who: String
  ) throws(Failure) -> ControlReply {
    switch verb {
    case .pause, .abort, .finish: break
    // Each begins steps, or goes on with them.
    case .start, .resume, .rollback:
      if let first = ImportNotices(paths: world.paths).of(world.chains).first {
        throw first.notice.refusal(of: first.chain)
      }
    }
    let observation = try loop.migrationObservation().get()
    switch MigrationPolicy.accept(
      MigrationCommand(verb, terms, by: who), state: loop.state, seeing: observation,
      dryRun: terms.dryRun, acceptsHalt: terms.acceptHalt ? who : nil)
    {
    case .failure(let failure): throw failure
    case .success(let accepted):
      let goal = accepted.state.migration?.goal
      if terms.dryRun {
        return .migrationPlan(
          MigrationPlanDocument(goal: terms.to ?? goal ?? .separate, plan: accepted.plan))
      }
      guard let migration = accepted.state.migration else {
        throw Failure(.internal, "a migration was accepted and isn't there")
      }
      if let failure = loop.beginMigration(accepted.state) { throw failure }
      return .migration(document(loop.state.migration ?? migration))
    }
  }

  private func document(_ migration: Migration) -> MigrationDocument {
    MigrationDocument(
      migration, ledgers: loop.state.chains.compactMapValues { LedgerStatus($0.ledger) },
      waitingFor: loop.state.operation == nil ? loop.migrationWaitsFor : nil,
      operation: world.publisher.operations.document)
  }
}

extension MigrationCommand {
  init(_ verb: MigrationVerb, _ terms: MigrationTerms, by who: String) {
    self =
      switch verb {
      case .start:
        .start(
          Start(
            // The API has checked that there is one.
            id: OrderID.new(), goal: terms.to ?? .separate,
            release: terms.release.isEmpty ? nil : terms.release, ifFails: terms.ifFails,
            acceptsHalt: terms.acceptHalt ? who : nil,
            acceptsConversion: terms.acceptConversion ? who : nil))
      case .pause: .pause
      case .resume: .resume
      case .abort: .abort
      case .rollback: .rollback
      case .finish: .finish
      }
  }
}
