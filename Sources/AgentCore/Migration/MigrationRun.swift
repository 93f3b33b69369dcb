/// A migration met with the host as it is.
struct MigrationRun {
  var migration: Migration
  var state: AgentState
  let now: MigrationSight

  init(_ migration: Migration, _ state: AgentState, _ now: MigrationSight) {
    self.migration = migration
    self.state = state
    self.now = now
  }

  /// What it waits for; nil when it has moved, or has ended.
  mutating func advance() -> String? {
    if let operation = state.operation {
      return "\(operation.kind) of chain \(operation.chain)"
    }
    if let current = migration.current, migration.steps[current].state == .running {
      judge(current)
      return nil
    }
    switch migration.state {
    case .aborting:
      end(.aborted)
      return nil
    case .running:
      guard let current = migration.current else {
        end(migration.goesBack ? .rolledBack : .done)
        return nil
      }
      return begin(current)
    case .paused: return "an operator to resume it"
    case .asks: return "an operator to resume it or to go back"
    case .done, .finished, .aborted, .rolledBack: return nil
    }
  }

  private mutating func end(_ state: Migration.State) {
    migration.state = state
    migration.endedUnixMs = now.nowUnixMs
  }

  // MARK: A step

  private mutating func begin(_ step: Int) -> String? {
    var orders: [Order] = []
    let planned = migration.steps[step]
    let chains = planned.chains
    for chain in chains {
      guard let seen = now.chains[chain], let release = planned.releases[chain],
        let unit = seen.settings.unit(in: planned.topology)
      else { return "chain \(chain) to be configured" }
      let others = chains.filter { $0 != chain }
      let together =
        others.isEmpty ? nil : Together(group: migration.group(step), chains: others)
      let command = Command(
        id: migration.operationID(step, chain), chain: chain, verb: .swap(release.description),
        acceptsHalt: migration.acceptedHalt, unit: unit, together: together)
      orders.append(
        Order(command, seeing: seen.now, settings: seen.settings, forecast: seen.forecast))
    }
    do throws(Failure) {
      let accepted = try AgentPolicy.decide(
        all: orders, from: state, releases: now.releases, fitness: now.fitness)
      guard let last = accepted.last else { return nil }
      state.chains = last.state.chains
      migration.steps[step].state = .running
      migration.steps[step].attempts += 1
      migration.steps[step].startedUnixMs = migration.steps[step].startedUnixMs ?? now.nowUnixMs
      return nil
    } catch {
      // Gates open again; an operator may abort meanwhile.
      return error.text
    }
  }

  /// Its operations have ended.
  private mutating func judge(_ step: Int) {
    let operations = migration.steps[step].chains.map { chain in
      (chain, state[chain].lastOperation, migration.operationID(step, chain))
    }
    let isDone = operations.allSatisfy { _, last, id in last?.id == id && last?.outcome == .done }
    guard !isDone else {
      migration.steps[step].state = .done
      migration.steps[step].endedUnixMs = now.nowUnixMs
      migration.attempts = 0
      if migration.goesBack, !isOnItsWayBack(step) { turnBack() }
      return
    }
    migration.failure =
      operations.lazy.compactMap { _, last, id in last?.id == id ? last?.failure : nil }
      .first { $0.kind != "companion_failed" }
      ?? Failure("operation_superseded", "cannot go on: somebody else's order came in between")
    migration.attempts += 1
    migration.steps[step].state = .pending
    if migration.goesBack, !isOnItsWayBack(step) { return turnBack() }
    guard migration.state == .running,
      migration.attempts.isMultiple(of: MigrationPolicy.mostAttempts)
    else { return }
    if migration.ifFails == .back, !migration.goesBack {
      turnBack()
    } else {
      migration.state = .asks
    }
  }

  /// False for a step forward that an order to go back came into.
  private func isOnItsWayBack(_ step: Int) -> Bool { step >= migration.firstBack ?? .max }

  // MARK: The rest of the way

  /// From where it stands to where it came from.
  mutating func turnBack() {
    migration.goesBack = true
    defer { migration.firstBack = migration.current ?? migration.steps.count }
    plan(to: migration.origin.mapValues { ($0.unit, $0.release) })
  }

  /// To the goal, or back, from where it stands: much may have happened since it was planned.
  mutating func planAnew() {
    guard !migration.goesBack else { return turnBack() }
    var goals: [ChainName: (unit: String, release: ReleaseID)] = [:]
    for (chain, release) in migration.releases {
      guard let unit = now.chains[chain]?.settings.unit(in: migration.goal) else { continue }
      goals[chain] = (unit, release)
    }
    plan(to: goals)
  }

  private mutating func plan(to goals: [ChainName: (unit: String, release: ReleaseID)]) {
    // What was tried stays on record, and its operations' names aren't used again.
    if let current = migration.current, migration.attempts > 0 {
      migration.steps[current].state = .failed
      migration.steps[current].endedUnixMs = now.nowUnixMs
    }
    migration.steps.removeAll { $0.state == .pending }
    migration.attempts = 0
    migration.state = .running
    migration.endedUnixMs = nil
    var places: [ChainName: MigrationPlanner.Place] = [:]
    var ends: [ChainName: MigrationPlanner.Place] = [:]
    for (chain, goal) in goals {
      guard let place = now.places[chain] ?? nil,
        let topology = now.chains[chain]?.settings.topology(of: goal.unit)
      else { continue }
      places[chain] = place
      ends[chain] = MigrationPlanner.Place(topology, goal.release)
    }
    migration.steps += MigrationPlanner.steps(from: places, to: ends)
  }
}
