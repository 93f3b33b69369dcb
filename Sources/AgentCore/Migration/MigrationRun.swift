import Basics

/// A migration met with the host as it is.
struct MigrationRun {
  var migration: Migration
  var state: AgentState
  let now: MigrationObservation
  private(set) var effects: [Effect] = []

  init(_ migration: Migration, _ state: AgentState, _ now: MigrationObservation) {
    self.migration = migration
    self.state = state
    self.now = now
  }

  /// The thing it waits for; nil when it has moved, or has ended.
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
      return advance(current)
    case .paused: return "an operator to resume it"
    case .asks: return "an operator to resume it or roll it back"
    case .done, .finished, .aborted, .rolledBack: return nil
    }
  }

  private mutating func end(_ state: Migration.State) {
    migration.state = state
    migration.endedUnixMs = now.nowUnixMs
  }

  // MARK: A step

  private mutating func advance(_ step: Int) -> String? {
    switch migration.steps[step].state {
    case .pending:
      // A calendar that was set back doesn't make it longer.
      if let retry = migration.retryUnixMs,
        (1...MigrationPolicy.retryMs).contains(retry - now.nowUnixMs)
      {
        return "a few seconds before the step is retried"
      }
      guard now.hooks != nil else { return begin(step) }
      migration.steps[step].state = .preparing
      return nil
    case .preparing: return hook(.before, step) { run in run.begin(step) }
    case .concluding:
      return hook(.after, step) { run in
        run.conclude(step)
        return nil
      }
    case .running, .done, .failed: return nil
    }
  }

  /// Goes on when the operator's program has ended well. What fails is the operator's to mend.
  private mutating func hook(
    _ moment: MigrationHook.Moment, _ step: Int, then goOn: (inout Self) -> String?
  ) -> String? {
    guard let hooks = now.hooks else { return goOn(&self) }
    let unit = migration.hook(moment, step)
    switch MigrationHook.run(hooks[unit]) {
    case .notYet:
      effects = [.startUnits([unit])]
      return "the hook to begin (\(unit))"
    case .running: return "the hook to end (\(unit))"
    case .unknown: return "the state of the hook (\(unit))"
    case .done:
      let waitsFor = goOn(&self)
      // Until then its unit tells that it has run.
      if waitsFor == nil { effects.append(.stopUnits([unit])) }
      return waitsFor
    case .failed(let why):
      migration.failure = Failure(
        .hookFailed, "cannot continue: the hook \(moment.rawValue) the step failed: \(why)",
        hint: "journalctl -u '\(unit)'")
      migration.state = .asks
      return nil
    }
  }

  private mutating func conclude(_ step: Int) {
    for chain in migration.steps[step].chains { retire(chain, migration.steps[step].topology) }
    migration.steps[step].state = .done
    migration.steps[step].endedUnixMs = now.nowUnixMs
    migration.attempts = 0
    migration.retryUnixMs = nil
  }

  /// The unit that the chain came from is kept for the way back, and nothing else starts it.
  private mutating func retire(_ chain: ChainName, _ topology: Topology) {
    guard let unit = migration.origin[chain]?.unit, let settings = now.chains[chain]?.settings,
      settings.unit(in: topology) != unit, unit != settings.sharedUnit,
      state[chain].retired == nil
    else { return }
    state[chain].retired = RetiredUnit(unit)
  }

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
        others.isEmpty ? nil : OperationGroup(group: migration.group(step), chains: others)
      var command = Command(
        id: migration.operationID(step, chain), chain: chain, verb: .swap(release.description),
        acceptsHalt: migration.acceptedHalt, unit: unit, together: together)
      command.leadsBack = migration.leadsBack
      command.settingsOf = migration.settingsOf(chain, unit, release)
      command.acceptsConversion = migration.acceptedConversion
      orders.append(
        Order(command, seeing: seen.now, settings: seen.settings, forecast: seen.forecast))
    }
    do throws(Failure) {
      let accepted = try CommandPolicy.decide(
        all: orders, from: state, releases: now.releases, fitness: now.fitness)
      guard let last = accepted.last else { return nil }
      state.chains = last.state.chains
      migration.steps[step].state = .running
      migration.steps[step].attempts += 1
      migration.steps[step].startedUnixMs = migration.steps[step].startedUnixMs ?? now.nowUnixMs
      return nil
    } catch {
      // What no waiting helps: somebody has to do something.
      guard error.kind == .gate(.ledger) || error.kind == .settingsNeedStop else {
        // Gates open again; an operator may abort meanwhile.
        return error.text + (acceptance(error) ?? "")
      }
      migration.failure = error
      migration.state = .asks
      return nil
    }
  }

  /// The hint for a gate that can be accepted with --accept-halt; nil for any other.
  private func acceptance(_ refusal: Failure) -> String? {
    let gates = [FailureKind.gate(.quorum), .gate(.chainAdvances)]
    guard migration.acceptedHalt == nil, gates.contains(refusal.kind) else { return nil }
    return
      "; adnet-agent migrate \(migration.goesBack ? "rollback" : "resume") --accept-halt "
      + "overrides this"
  }

  /// The verdict on a step whose operations have ended.
  private mutating func judge(_ step: Int) {
    let operations = migration.steps[step].chains.map { chain in
      (chain, state[chain].lastOperation, migration.operationID(step, chain))
    }
    let isDone = operations.allSatisfy { _, last, id in last?.id == id && last?.outcome == .done }
    guard !isDone else {
      migration.attempts = 0
      if now.hooks != nil, migration.state != .aborting {
        migration.steps[step].state = .concluding
        return
      }
      conclude(step)
      if migration.goesBack, !isOnItsWayBack(step) { turnBack() }
      return
    }
    migration.failure =
      operations.lazy.compactMap { _, last, id in last?.id == id ? last?.failure : nil }
      .first { $0.kind != .companionFailed }
      ?? Failure(.operationSuperseded, "cannot continue: another order came in between")
    migration.attempts += 1
    migration.steps[step].state = .pending
    migration.retryUnixMs = now.nowUnixMs + MigrationPolicy.retryMs
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
    for step in migration.steps.indices where migration.steps[step].state == .concluding {
      conclude(step)
    }
    migration.steps.removeAll { $0.state == .pending || $0.state == .preparing }
    migration.attempts = 0
    migration.retryUnixMs = nil
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
