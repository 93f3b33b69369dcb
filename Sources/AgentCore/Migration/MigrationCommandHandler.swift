import Basics

/// One command about a migration met with the host as it is.
struct MigrationCommandHandler {
  let command: MigrationCommand
  /// The person who accepts from now on that chains halt; nil leaves it as it was.
  var acceptsHalt: String?
  let state: AgentState
  let now: MigrationObservation

  func decide() throws(Failure) -> AgentState {
    var next = state
    switch command {
    case .start(let start):
      let draft = try draft(start)
      guard let migration = draft.migration, draft.obstacles.isEmpty else {
        let gates = MigrationPlan(draft, state: state, seeing: now).gates.values
        throw draft.refusal(besides: gates.map(\.blocked.count).reduce(0, +))
      }
      next.migration = migration
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
      try finish(&next)
    }
    return next
  }

  /// A program that was changed by an order alone leaves the same as a migration.
  private func finish(_ next: inout AgentState) throws(Failure) {
    let left = state.chains.filter(\.value.hasLeftovers).keys.sorted()
    if let migration = state.migration, migration.state == .finished {
      if left.isEmpty { throw already(.finished) }
    } else {
      let orders = state.migration == nil ? Migration.ofOrders(left, state, now) : nil
      var migration = try require([.done, .aborted, .rolledBack], orders)
      migration.state = .finished
      next.migration = migration
    }
    let chains = next.migration.map { Set($0.origin.keys) } ?? []
    for chain in chains.union(left) { next[chain].finishMigration() }
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

  private func require(
    _ states: [Migration.State], _ other: Migration? = nil
  ) throws(Failure) -> Migration {
    guard let migration = other ?? state.migration else {
      throw refuse(
        .noMigration, "there is none", hint: "adnet-agent migrate start --to unified")
    }
    guard states.contains(migration.state) else {
      throw refuse(
        .migration(migration.state), "it is \(migration.state.words)",
        hint: command == .finish && migration.isOpen
          ? "adnet-agent migrate abort, then adnet-agent migrate finish"
          : "adnet-agent migrate status")
    }
    return migration
  }

  func already(_ word: Migration.State) -> Failure {
    .nothingToDo(.already(word), "the migration is already \(word.words)")
  }

  private func rollBack() throws(Failure) -> AgentState {
    if state.migration?.state == .rolledBack { throw already(.rolledBack) }
    var migration = try require([.running, .paused, .asks, .done, .aborted])
    guard !migration.goesBack || migration.state != .running else { return state }
    try requireReadableLedgers(migration.origin.mapValues(\.release))
    // What was accepted for the way there holds until that has ended: an order afterwards is another one.
    migration.acceptedHalt = acceptsHalt ?? (migration.isOpen ? migration.acceptedHalt : nil)
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
  func requireReadableLedgers(_ releases: [ChainName: ReleaseID]) throws(Failure) {
    for (chain, release) in releases.sorted(by: { $0.key < $1.key })
    where state[chain].isLedgerUnreadable(by: release) {
      throw refuse(
        .pastReturn,
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
        view: ChainView(settings: seen.settings, now: seen.now))
      if run.turnBack(Failure(.aborted, why)) { next[chain].operation = run.operation }
    }
  }

  // MARK: Words

  func busy(_ operation: Operation) -> Failure {
    refuse(
      .busy, "\(operation.kind) of chain \(operation.chain) is under way",
      hint: "try again when it has ended")
  }

  func refuse(
    _ kind: FailureKind, _ why: String, hint: String? = nil
  ) -> Failure {
    Failure(kind, "cannot \(command.verb) the migration: \(why)", hint: hint)
  }
}

extension Migration {
  /// Whether nothing of it is under way.
  var isBetweenSteps: Bool { current.map { steps[$0].state != .running } ?? true }
}

extension Migration.State {
  /// Reads after "it is".
  public var words: String {
    switch self {
    case .running: "under way"
    case .paused: "paused"
    case .asks: "stopped and needs attention"
    case .aborting: "being aborted"
    case .done: "done"
    case .finished: "finished"
    case .aborted: "aborted"
    case .rolledBack: "rolled back"
    }
  }
}
