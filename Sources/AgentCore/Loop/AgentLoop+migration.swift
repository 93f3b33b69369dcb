public import Basics

extension AgentLoop {
  /// Between two looks at a migration that waits, in milliseconds.
  private static var migrationPeriodMs: Int { 1_000 }

  /// A round for the migration, if one is open: as with a chain, what it decides is durable first.
  func stepMigration() throws(Place.Cut) {
    let now = world.nowBoottimeMs
    guard let migration = state.migration, migration.mayMove, now >= migrationWakeAt else { return }
    migrationWakeAt = now + Self.migrationPeriodMs
    // Its operation wakes it by ending.
    guard state.operation == nil, try isSaved() else { return }
    let step: MigrationPolicy.Step
    switch migrationObservation() {
    case .failure(let failure):
      migrationWaitsFor = failure.text
      return
    case .success(let observation): step = MigrationPolicy.step(state, seeing: observation)
    }
    if step.waitsFor != migrationWaitsFor, let text = step.waitsFor {
      world.tell(.migrationWaits(migration, text))
    }
    migrationWaitsFor = step.waitsFor
    let isNew = step.next != state
    if isNew, try begin(step.next) != nil { return }
    // Those of its hook, the only units that a migration starts and stops itself.
    for effect in step.effects {
      if let failure = try world.perform(effect, of: nil) {
        migrationWaitsFor = failure.text
        break
      }
    }
    guard isNew else { return }
    migrationWakeAt = 0
    try lookAtDue()
  }

  /// Begins what an operator has asked of the migration, and takes its first step.
  ///
  /// Returns why it couldn't be remembered; then nothing has begun.
  public func beginMigration(_ next: AgentState) throws(Place.Cut) -> Failure? {
    if let failure = try begin(next) { return failure }
    migrationWakeAt = 0
    migrationWaitsFor = nil
    try lookAtDue()
    // So that whoever asked hears at once what it waits for.
    try stepMigration()
    return nil
  }

  /// The facts that a migration is decided from.
  public func migrationObservation() -> Result<MigrationObservation, Failure> {
    var chains: [ChainName: ChainObservation] = [:]
    for chain in world.chains { chains[chain] = lookForGates(at: chain) }
    return world.migrationObservation(chains, state)
  }
}
