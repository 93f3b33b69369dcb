import AgentConfig
import AgentCore
import ControlModel
import DoorAPI
import LinuxSystem
import Releases

extension Daemon {
  /// Between two looks at a migration that waits, in milliseconds.
  private static let migrationPeriod = 1_000

  /// One round for the migration, if one is open: as with a chain, what it decides is durable first.
  func stepMigration() {
    let now = Int(Clock.boottimeMilliseconds())
    guard let migration = state.migration, migration.mayMove, now >= migrationWakeAt else { return }
    migrationWakeAt = now + Self.migrationPeriod
    // Its operation wakes it by ending.
    guard state.operation == nil, isSaved() else { return }
    let step: MigrationPolicy.Step
    do throws(Failure) {
      step = MigrationPolicy.step(state, seeing: try migrationSight())
    } catch {
      migrationWaitsFor = error.text
      return
    }
    if step.waitsFor != migrationWaitsFor, let text = step.waitsFor {
      AgentEvent.migrationWaits(migration, text).write(to: journal)
    }
    migrationWaitsFor = step.waitsFor
    let isNew = step.next != state
    guard !isNew || remember(step.next) else { return }
    for effect in step.effects where !runHook(effect) { break }
    guard isNew else { return }
    migrationWakeAt = 0
    for chain in desks.keys {
      desks[chain]?.effects = EffectLog()
      publish(chain)
    }
    lookAtAll()
  }

  /// The hook's units are the only ones that a migration starts and stops itself.
  private func runHook(_ effect: Effect) -> Bool {
    do throws(Failure) {
      switch effect {
      case .startUnits(let units):
        _ = try door.ask(.start(units: units), timeoutMilliseconds: 15_000)
      case .stopUnits(let units): _ = try door.ask(.stop(units: units), timeoutMilliseconds: 15_000)
      default: return true
      }
      return true
    } catch {
      migrationWaitsFor = error.text
      return false
    }
  }

  /// Nil where there is no hook.
  private func hooks() -> [String: UnitState]? {
    guard !configuration.migration.hook.isEmpty else { return nil }
    guard let migration = state.migration, let step = migration.current else { return [:] }
    let names = MigrationHook.Moment.allCases.map { migration.hook($0, step) }
    units.distrust(names)
    return units.look(at: names)
  }

  /// All that a migration is decided from.
  private func migrationSight() throws(Failure) -> MigrationSight {
    let store = ReleaseStore(paths)
    let installed = try store.list().installed.map(\.id)
    var chains: [ChainName: MigrationSight.Chain] = [:]
    var wanted = Set(state.migration.map { Array($0.releases.values) } ?? [])
    for (chain, desk) in desks {
      units.distrust(desk.eye.settings.units)
      let seen = lookForGates(desk, chain)
      if let owner = seen.current.generation { wanted.insert(owner.release) }
      chains[chain] = MigrationSight.Chain(
        seen, desk.eye.settings, account: configuration.chains[chain]?.user ?? "",
        forecast: ledger.forecast(chain))
    }
    // All of the unified program: a new migration may name any.
    wanted.formUnion(installed.filter { $0.program == ChainSettings.unifiedProgram })
    var fitness: [ReleaseID: ReleaseFitness] = [:]
    for id in installed where wanted.contains(id) { fitness[id] = fitnessForUnits(store, id) }
    var sight = MigrationSight(
      nowUnixMs: Int(Clock.unixMilliseconds()), chains: chains, releases: installed,
      fitness: fitness)
    sight.hooks = hooks()
    return sight
  }

  // MARK: Asked for

  func migration() throws(Failure) -> ControlReply {
    guard let migration = state.migration else {
      throw Failure(
        "no_migration", "there is no migration",
        hint: "adnet-agent migrate plan --to unified shows what one would do")
    }
    return .migration(document(migration))
  }

  func migrate(_ request: MigrationRequest, dryRun: Bool, by who: String) throws(Failure)
    -> ControlReply
  {
    switch request {
    case .pause, .abort, .finish: break
    // Each begins steps, or goes on with them.
    case .start, .resume, .rollback:
      if let first = ImportNotices(paths: paths).of(desks.keys).first {
        throw first.notice.refusal(of: first.chain)
      }
    }
    let sight = try migrationSight()
    let command = command(request, by: who)
    switch MigrationPolicy.accept(
      command, state: state, seeing: sight, dryRun: dryRun,
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
        throw Failure("internal", "a migration was accepted and isn't there")
      }
      guard isSaved(), remember(accepted.state) else {
        throw unsaved ?? Failure("state_unsaved", "cannot save the state")
      }
      migrationWakeAt = 0
      migrationWaitsFor = nil
      lookAtAll()
      // So that the answer says at once what it waits for.
      stepMigration()
      return .migration(document(state.migration ?? migration))
    }
  }

  private func command(_ request: MigrationRequest, by who: String) -> MigrationCommand {
    switch request {
    case .start(let goal, let release, let ifFails, let acceptHalt, let acceptConversion):
      .start(
        MigrationCommand.Start(
          id: newID(), goal: goal, release: release, ifFails: ifFails,
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
      migration, ledgers: state.chains.compactMapValues { LedgerStatus($0.ledger) },
      waitingFor: state.operation == nil ? migrationWaitsFor : nil,
      operation: ledger.document)
  }

  /// What the journal is to know of a migration.
  func tellMigration(_ before: Migration?, _ after: Migration?) {
    guard let after, before != after else { return }
    if before?.id != after.id, after.state != .finished {
      AgentEvent.migrationBegan(after).write(to: journal)
    }
    guard before?.id == after.id, let before else { return }
    for (index, step) in after.steps.enumerated() {
      let old = before.steps.indices.contains(index) ? before.steps[index].state : .pending
      if old != step.state { AgentEvent.migrationStep(after, step).write(to: journal) }
    }
    if before.state != after.state || before.goesBack != after.goesBack {
      AgentEvent.migrationChanged(after).write(to: journal)
    }
  }
}
