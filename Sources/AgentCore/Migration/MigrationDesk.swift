/// One command about a migration met with the host as it is.
struct MigrationDesk {
  let command: MigrationCommand
  /// Who takes it upon himself from now on that chains halt; nil leaves it as it was.
  var acceptsHalt: String?
  let state: AgentState
  let now: MigrationSight

  func decide() throws(Failure) -> AgentState {
    var next = state
    switch command {
    case .start(let start): next.migration = try begin(start)
    case .pause:
      if state.migration?.state == .paused { throw already(.paused) }
      var migration = try require([.running])
      migration.state = .paused
      next.migration = migration
    case .resume:
      if let accepted = acceptedMeanwhile(state.migration?.goesBack == false) {
        next.migration = accepted
        return next
      }
      let migration = try require([.running, .paused, .asks])
      // Whoever asks is told how far it is.
      guard migration.state != .running else { return state }
      var run = MigrationRun(migration, state, now)
      if migration.isBetweenSteps { run.planAnew() } else { run.migration.state = .running }
      run.migration.resumed += 1
      run.migration.acceptedHalt = acceptsHalt ?? migration.acceptedHalt
      next.migration = run.migration
    case .abort:
      if state.migration?.state == .aborted { throw already(.aborted) }
      var migration = try require([.running, .paused, .asks, .aborting])
      guard migration.state != .aborting else { return state }
      migration.state = .aborting
      next.migration = migration
      turnBack(&next, "the migration was aborted")
    case .rollback:
      if let accepted = acceptedMeanwhile(state.migration?.goesBack == true) {
        next.migration = accepted
      } else {
        next = try rollBack()
      }
    case .finish:
      if state.migration?.state == .finished { throw already(.finished) }
      var migration = try require([.done, .aborted, .rolledBack])
      migration.state = .finished
      next.migration = migration
      for chain in migration.origin.keys { next[chain].finishMigration() }
    }
    return next
  }

  // MARK: Orders about the one there is

  /// One that goes that way already and only waits, for somebody to accept a halt as well.
  private func acceptedMeanwhile(_ goesThatWay: Bool) -> Migration? {
    guard let acceptsHalt, goesThatWay, var migration = state.migration,
      migration.state == .running,
      migration.acceptedHalt == nil
    else { return nil }
    migration.acceptedHalt = acceptsHalt
    return migration
  }

  private func require(_ states: [Migration.State]) throws(Failure) -> Migration {
    guard let migration = state.migration else {
      throw refuse(
        "no_migration", "there is none", hint: "adnet-agent migrate start --to unified")
    }
    guard states.contains(migration.state) else {
      throw refuse(
        "migration_\(migration.state.rawValue)", "it is \(migration.state.words)",
        hint: "adnet-agent migrate status")
    }
    return migration
  }

  func already(_ word: Migration.State) -> Failure {
    .nothingToDo("already_\(word.rawValue)", "the migration is already \(word.words)")
  }

  private func rollBack() throws(Failure) -> AgentState {
    if state.migration?.state == .rolledBack { throw already(.rolledBack) }
    var migration = try require([.running, .paused, .asks, .done, .aborted])
    guard !migration.goesBack || migration.state != .running else { return state }
    try requireReadableLedgers(migration.origin.mapValues(\.release))
    migration.acceptedHalt = acceptsHalt ?? migration.acceptedHalt
    var next = state
    guard migration.isBetweenSteps else {
      // The step under way turns back first.
      migration.goesBack = true
      migration.state = .running
      next.migration = migration
      turnBack(&next, "the migration is rolled back")
      return next
    }
    if let operation = state.operation { throw busy(operation) }
    var run = MigrationRun(migration, state, now)
    run.turnBack()
    next.migration = run.migration
    return next
  }

  /// Past the point of no return there is only the backup, and that is for a person to put back.
  private func requireReadableLedgers(_ releases: [ChainName: ReleaseID]) throws(Failure) {
    for (chain, release) in releases.sorted(by: { $0.key < $1.key })
    where state[chain].isLedgerUnreadable(by: release) {
      throw refuse(
        "past_return",
        "the ledger of chain \(chain) was converted, and \(release) can't read it",
        hint: "/usr/share/doc/adnet-agent/operating.md, \"After a conversion\"")
    }
  }

  /// Operations that are on their way forward go back, unless one of them is as good as done: the
  /// others would go back alone, and part a process that serves all.
  private func turnBack(_ next: inout AgentState, _ why: String) {
    guard let migration = state.migration, let step = migration.current else { return }
    let chains = migration.steps[step].chains
    let isCommitted = chains.contains { chain in
      [state[chain].operation, state[chain].lastOperation].compactMap { $0 }
        .contains { $0.id == migration.operationID(step, chain) && $0.isCommitted }
    }
    guard !isCommitted else { return }
    for chain in chains {
      guard let operation = state[chain].operation, operation.direction == .forward,
        operation.id == migration.operationID(step, chain), let seen = now.chains[chain]
      else { continue }
      var run = OperationRun(
        operation: operation, state: state[chain],
        sight: ChainSight(settings: seen.settings, now: seen.now))
      if run.turnBack(Failure("aborted", why)) { next[chain].operation = run.operation }
    }
  }

  // MARK: A new one

  private func begin(_ start: MigrationCommand.Start) throws(Failure) -> Migration {
    if let migration = state.migration, migration.isOpen {
      let why = "one to \(migration.goal) is \(migration.state.words)"
      switch migration.state {
      case .paused, .asks:
        // It doesn't end by itself, so there is no use in trying again.
        throw refuse(
          "migration_\(migration.state.rawValue)", why,
          hint: "adnet-agent migrate resume or adnet-agent migrate abort")
      case .running, .aborting, .done, .finished, .aborted, .rolledBack:
        throw refuse("busy", why, hint: "adnet-agent migrate status", exit: .busy)
      }
    }
    if let operation = state.operation { throw busy(operation) }
    var places: [ChainName: MigrationPlanner.Place] = [:]
    var goals: [ChainName: MigrationPlanner.Place] = [:]
    var origin: [ChainName: Generation] = [:]
    for (chain, seen) in now.chains.sorted(by: { $0.key < $1.key }) {
      // A chain that this host doesn't run has nothing to migrate; one process for all needs it.
      guard state[chain].enabled || start.goal == .unified else { continue }
      let owner = try owner(chain, seen)
      let release = try release(start, chain, seen, owner)
      origin[chain] = owner
      places[chain] = now.places[chain] ?? nil
      goals[chain] = MigrationPlanner.Place(start.goal, release)
    }
    if start.goal == .unified { try requireOneAccount(origin.keys.sorted()) }
    try requireReadableLedgers(goals.mapValues(\.release))
    let steps = MigrationPlanner.steps(from: places, to: goals)
    guard !steps.isEmpty else {
      throw .nothingToDo("nothing_to_do", "every chain is already \(start.goal) with its release")
    }
    var migration = Migration(
      id: start.id, goal: start.goal, releases: goals.mapValues(\.release), origin: origin,
      steps: steps, ifFails: start.ifFails, acceptedHalt: start.acceptsHalt,
      startedUnixMs: now.nowUnixMs)
    migration.acceptedConversion = start.acceptsConversion
    return migration
  }

  private func owner(_ chain: ChainName, _ seen: MigrationSight.Chain) throws(Failure) -> Generation
  {
    guard state[chain].enabled else {
      throw refuse(
        "chain_disabled", "chain \(chain) is not enabled",
        hint: "adnet-agent chain enable \(chain)")
    }
    guard let owner = seen.now.current.generation, seen.settings.topology(of: owner.unit) != nil
    else {
      throw refuse(
        "no_release", "chain \(chain) has no release yet",
        hint: "adnet-agent swap \(chain) VERSION installs one")
    }
    guard ChainSight(settings: seen.settings, now: seen.now).isReady(owner) else {
      throw refuse(
        "node_not_ready", "the node of chain \(chain) isn't ready",
        hint: "adnet-agent health \(chain)")
    }
    return owner
  }

  private func release(
    _ start: MigrationCommand.Start, _ chain: ChainName, _ seen: MigrationSight.Chain,
    _ owner: Generation
  ) throws(Failure) -> ReleaseID {
    guard start.goal != .separate else {
      guard start.release == nil else {
        throw refuse(
          "release_unknown", "each chain goes back to the release of its own program",
          hint: "leave out --release; adnet-agent swap CHAIN VERSION exchanges it afterwards")
      }
      return try ownRelease(chain, owner)
    }
    let known = now.releases.filter { $0.program == ChainSettings.unifiedProgram }
    guard let text = start.release else {
      guard owner.release.program == ChainSettings.unifiedProgram else {
        throw refuse(
          "release_missing", "no release of \(ChainSettings.unifiedProgram) is named",
          hint: "--release VERSION; adnet-agent release list")
      }
      return owner.release
    }
    let matches = known.filter { $0.isNamed(text) }
    guard let match = matches.first, matches.count == 1 else {
      let list = (matches.isEmpty ? known : matches).map(\.description).sorted()
        .joined(separator: ", ")
      throw matches.isEmpty
        ? refuse(
          "release_unknown", "release \(text) of \(ChainSettings.unifiedProgram) is not installed",
          hint: list.isEmpty
            ? "adnet-agent release add FILE --name \(ChainSettings.unifiedProgram)"
            : "installed: \(list)")
        : refuse(
          "release_ambiguous", "\(text) names several releases", hint: "name one of \(list)")
    }
    return match
  }

  /// What the chain ran before the unified program.
  private func ownRelease(_ chain: ChainName, _ owner: Generation) throws(Failure) -> ReleaseID {
    let known = [owner, state.migration?.origin[chain], state[chain].previous]
    guard
      let release = known.lazy.compactMap({ $0?.release }).first(where: {
        $0.program != ChainSettings.unifiedProgram && now.releases.contains($0)
      })
    else {
      throw refuse(
        "release_missing", "nobody knows which release chain \(chain) ran before",
        hint: "adnet-agent migrate start --to split, then adnet-agent swap \(chain) VERSION")
    }
    return release
  }

  /// What one process writes belongs to one account.
  private func requireOneAccount(_ chains: [ChainName]) throws(Failure) {
    let accounts = chains.map { now.chains[$0]?.account ?? "" }
    guard Set(accounts).count > 1 else { return }
    let list = zip(chains, accounts).map { "\($0) has \($1)" }.joined(separator: ", ")
    throw refuse(
      "accounts_differ", "one process can't have the accounts of all chains: \(list)",
      hint: "adnet-agent account move")
  }

  // MARK: Words

  private func busy(_ operation: Operation) -> Failure {
    refuse(
      "busy", "\(operation.kind) of chain \(operation.chain) is under way",
      hint: "try again when it has ended", exit: .busy)
  }

  private func refuse(
    _ kind: String, _ why: String, hint: String? = nil, exit: ExitCode = .refused
  ) -> Failure {
    Failure(kind, "cannot \(command.verb) the migration: \(why)", hint: hint, exit: exit)
  }
}

extension Migration {
  /// Nothing of it is under way.
  var isBetweenSteps: Bool { current.map { steps[$0].state != .running } ?? true }
}

extension Migration.State {
  /// Reads after "it is".
  public var words: String {
    switch self {
    case .running: "under way"
    case .paused: "paused"
    case .asks: "waiting for an operator"
    case .aborting: "being aborted"
    case .done: "done"
    case .finished: "finished"
    case .aborted: "aborted"
    case .rolledBack: "rolled back"
    }
  }
}
