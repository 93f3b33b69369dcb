import Basics

/// A migration that is asked for, and everything in its way at once.
struct MigrationDraft {
  /// The migration; nil where its steps aren't known yet.
  var migration: Migration?
  /// The command that starts it, with what its operator accepts.
  let start: MigrationCommand.Start
  /// The obstacles, each with the command that removes it.
  var obstacles: [Failure] = []

  /// The first, which tells how many more there are.
  func refusal(besides others: Int) -> Failure {
    let first = obstacles.first ?? Failure(.internal, "cannot begin the migration")
    return first.with(more: obstacles.count - 1 + others)
  }

  mutating func note<T>(_ find: () throws(Failure) -> T) -> T? {
    do throws(Failure) { return try find() } catch {
      // Of both chains it may be the same.
      if !obstacles.contains(error) { obstacles.append(error) }
      return nil
    }
  }
}

extension MigrationCommandHandler {
  func draft(_ start: MigrationCommand.Start) throws(Failure) -> MigrationDraft {
    var draft = MigrationDraft(start: start)
    _ = draft.note { () throws(Failure) in try requireNoneOpen() }
    if let operation = state.operation { draft.obstacles.append(busy(operation)) }
    var places: [ChainName: MigrationPlanner.Place] = [:]
    var goals: [ChainName: MigrationPlanner.Place] = [:]
    var origin: [ChainName: Generation] = [:]
    var chains: [ChainName] = []
    for (chain, seen) in now.chains.sorted(by: { $0.key < $1.key }) {
      // A chain that this host doesn't run has nothing to migrate; one process for all needs it.
      guard state[chain].enabled || start.goal == .unified else { continue }
      chains.append(chain)
      _ = draft.note { () throws(Failure) in try requireEnabled(chain) }
      let owner = draft.note { () throws(Failure) in try self.owner(chain, seen) }
      if let owner, state[chain].enabled {
        _ = draft.note { () throws(Failure) in try requireReady(chain, seen, owner) }
      }
      let release = draft.note { () throws(Failure) in try self.release(start, chain, owner) }
      guard let owner, let release else { continue }
      origin[chain] = owner
      places[chain] = now.places[chain] ?? nil
      goals[chain] = MigrationPlanner.Place(start.goal, release)
    }
    if start.goal == .unified {
      _ = draft.note { () throws(Failure) in try requireOneAccount(chains) }
    }
    for (chain, goal) in goals {
      _ = draft.note { () throws(Failure) in try requireReadableLedgers([chain: goal.release]) }
    }
    guard origin.count == chains.count else { return draft }
    let steps = MigrationPlanner.steps(from: places, to: goals)
    guard !steps.isEmpty else {
      throw .nothingToDo(.nothingToDo, "every chain is already \(start.goal) with its release")
    }
    var migration = Migration(
      id: start.id, goal: start.goal, releases: goals.mapValues(\.release), origin: origin,
      steps: steps, ifFails: start.ifFails, acceptedHalt: start.acceptsHalt,
      startedUnixMs: now.nowUnixMs)
    migration.acceptedConversion = start.acceptsConversion
    draft.migration = migration
    return draft
  }

  private func requireNoneOpen() throws(Failure) {
    guard let migration = state.migration, migration.isOpen else { return }
    let why = "one to \(migration.goal) is \(migration.state.words)"
    switch migration.state {
    case .paused, .asks:
      // It doesn't end by itself, so there is no use in trying again.
      throw refuse(
        .migration(migration.state), why,
        hint: "adnet-agent migrate resume or adnet-agent migrate abort")
    case .running, .aborting, .done, .finished, .aborted, .rolledBack:
      throw refuse(.busy, why, hint: "adnet-agent migrate status")
    }
  }

  private func requireEnabled(_ chain: ChainName) throws(Failure) {
    guard !state[chain].enabled else { return }
    throw refuse(
      .chainDisabled, "chain \(chain) is not enabled", hint: "adnet-agent chain enable \(chain)")
  }

  private func owner(_ chain: ChainName, _ seen: MigrationObservation.Chain) throws(Failure)
    -> Generation
  {
    guard let owner = seen.now.current.generation, seen.settings.topology(of: owner.unit) != nil
    else {
      throw refuse(
        .noRelease, "chain \(chain) has no release yet",
        hint: "adnet-agent swap \(chain) VERSION installs one")
    }
    return owner
  }

  private func requireReady(
    _ chain: ChainName, _ seen: MigrationObservation.Chain, _ owner: Generation
  ) throws(Failure) {
    let view = ChainView(settings: seen.settings, now: seen.now)
    guard !view.isReady(owner) else { return }
    throw refuse(
      .nodeNotReady, "the node of chain \(chain) isn't ready",
      hint: state[chain].desired == .stopped
        ? "adnet-agent start \(chain)\(view.forAll)" : "adnet-agent health \(chain)")
  }

  private func release(
    _ start: MigrationCommand.Start, _ chain: ChainName, _ owner: Generation?
  ) throws(Failure) -> ReleaseID {
    guard start.goal != .separate else {
      guard start.release == nil else {
        throw refuse(
          .releaseUnknown, "each chain goes back to the release of its own program",
          hint: "leave out --release; adnet-agent swap CHAIN VERSION changes it afterwards")
      }
      return try ownRelease(chain, owner)
    }
    let program = ProgramName.unified
    let known = now.releases.filter { $0.program == program }
    guard let text = start.release else {
      if let owner, owner.release.program == program { return owner.release }
      let version = known.count == 1 ? known[0].version : "VERSION"
      throw refuse(
        .releaseMissing, "no release of \(program) is named",
        hint: known.isEmpty
          ? "adnet-agent release add FILE --name \(program) --version VERSION"
          : "adnet-agent migrate start --to \(start.goal) --release \(version)"
            + (known.count > 1 ? "; adnet-agent release list" : ""))
    }
    let matches = known.filter { $0.isNamed(text) }
    guard let match = matches.first, matches.count == 1 else {
      let list = (matches.isEmpty ? known : matches).map(\.description).sorted()
        .joined(separator: ", ")
      throw matches.isEmpty
        ? refuse(
          .releaseUnknown, "release \(text) of \(program) is not installed",
          hint: "adnet-agent release add FILE --name \(program) --version \(text)"
            + (list.isEmpty ? "" : "; installed: \(list)"))
        : refuse(
          .releaseAmbiguous, "\(text) names several releases", hint: "name one of \(list)")
    }
    return match
  }

  /// The release that the chain ran before the unified program.
  private func ownRelease(_ chain: ChainName, _ owner: Generation?) throws(Failure) -> ReleaseID {
    let known = [
      owner, state.migration?.origin[chain], state[chain].previous, state[chain].earlier,
    ]
    guard
      let release = known.lazy.compactMap({ $0?.release }).first(where: {
        $0.program != ProgramName.unified && now.releases.contains($0)
      })
    else {
      throw refuse(
        .releaseMissing, "the previous release of chain \(chain) is unknown",
        hint: "adnet-agent migrate start --to split, then adnet-agent swap \(chain) VERSION")
    }
    return release
  }

  private func requireOneAccount(_ chains: [ChainName]) throws(Failure) {
    guard let why = OneAccount.refusal(chains.map { ($0, now.chains[$0]?.account ?? "") })
    else { return }
    throw refuse(.accountsDiffer, why, hint: "adnet-agent account move")
  }
}

extension Failure {
  /// With where the others are told.
  func with(more count: Int) -> Failure {
    guard count > 0 else { return self }
    let others =
      "adnet-agent migrate plan shows \(count == 1 ? "one more obstacle" : "\(count) more obstacles")"
    return Failure(
      kind, text, hint: [hint, others].compactMap { $0 }.joined(separator: "; "), exit: exit)
  }
}

extension Migration {
  /// One that nobody has ordered as such: chains that got another program one by one.
  static func ofOrders(
    _ chains: [ChainName], _ state: AgentState, _ now: MigrationObservation
  ) -> Migration? {
    var origin: [ChainName: Generation] = [:]
    for chain in chains { origin[chain] = state[chain].previous ?? state[chain].proven }
    guard let first = chains.first, !origin.isEmpty else { return nil }
    let goal = (now.places[first] ?? nil)?.topology ?? .split
    var migration = Migration(
      id: "orders", goal: goal, releases: [:], origin: origin, steps: [],
      startedUnixMs: now.nowUnixMs)
    migration.state = .done
    migration.endedUnixMs = now.nowUnixMs
    return migration
  }
}
