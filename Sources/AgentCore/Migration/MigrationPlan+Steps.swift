import Basics

extension MigrationPlan {
  /// Of one that is asked for: what can be told of it.
  init(_ draft: MigrationDraft, state: AgentState, seeing now: MigrationObservation) {
    if let migration = draft.migration {
      self.init(migration, state: state, seeing: now, obstacles: draft.obstacles)
    } else {
      self.init(
        gates: now.chains.filter { $1.now.current.generation != nil }.mapValues { seen in
          let view = ChainView(settings: seen.settings, now: seen.now)
          let gates = GateJudge(
            kind: .swap, strategy: view.strategy, chain: state[seen.settings.chain], view: view,
            target: nil, forecast: seen.forecast
          ).gates().filter { $0.name != .release }
          return Gate.accepted(
            gates, halt: draft.start.acceptsHalt, conversion: draft.start.acceptsConversion)
        }, obstacles: draft.obstacles, steps: [],
        wayBack: "the steps and the rollback can be shown once the obstacles are removed")
    }
  }

  /// The plan of what is still to come of a migration.
  init(
    _ migration: Migration, state: AgentState, seeing now: MigrationObservation,
    obstacles: [Failure] = []
  ) {
    let left = migration.steps.filter { $0.state == .pending }
    var gates: [ChainName: [Gate]] = [:]
    for chain in Set(left.flatMap(\.chains)) {
      guard let seen = now.chains[chain],
        let first = left.first(where: { $0.releases[chain] != nil }),
        let release = first.releases[chain], let unit = seen.settings.unit(in: first.topology)
      else { continue }
      gates[chain] = Self.gates(
        migration, chain, seen, Generation(number: 0, unit: unit, release: release), state, now)
      for step in left where step != first {
        guard let release = step.releases[chain], let unit = seen.settings.unit(in: step.topology)
        else { continue }
        gates[chain]? += Self.gatesToCome(
          migration, chain, seen, Generation(number: 0, unit: unit, release: release), state, now)
      }
    }
    self.gates = gates
    self.obstacles = obstacles
    steps = left.map { Self.step($0, now) }
    let origin = Self.words(migration.origin.sorted { $0.key < $1.key })
    wayBack =
      "a step that fails is rolled back and retried once; then "
      + (migration.ifFails == .back
        ? "everything is rolled back"
        : "the migration needs attention, and every chain is served meanwhile")
      + "; adnet-agent migrate rollback undoes it (\(origin)) until migrate finish"
      + (Self.converts(migration, now)
        ? "; once a node has run on a converted ledger, no rollback" : "")
  }

  /// Nothing more is done to a node.
  init(finishing migration: Migration, _ state: AgentState) {
    let origin = migration.origin.sorted { $0.key < $1.key }
    let backups = origin.filter { state[$0.key].ledger?.backup?.isOver == false }.map(\.key.text)
    var ends: [String] = []
    if !backups.isEmpty {
      ends.append("removes the ledger backups of \(backups.joined(separator: " and "))")
    }
    // One that was rolled back has nowhere to go back to.
    if state.migration?.state != .rolledBack {
      ends.append("removes the rollback (\(Self.words(origin)))")
    }
    gates = [:]
    obstacles = []
    steps = []
    wayBack =
      "none afterwards" + (ends.isEmpty ? "" : ": finish \(ends.joined(separator: " and "))")
  }

  private static func words(_ origin: [(key: ChainName, value: Generation)]) -> String {
    origin.map { "\($0.key) to \($0.value.release)" }.joined(separator: ", ")
  }

  private static func converts(_ migration: Migration, _ now: MigrationObservation) -> Bool {
    migration.origin.contains { chain, owner in
      now.chains[chain]?.settings.ledger?.plan(from: owner.release, to: migration.releases[chain])?
        .converts == true
    }
  }

  private static func gates(
    _ migration: Migration, _ chain: ChainName, _ seen: MigrationObservation.Chain,
    _ target: Generation, _ state: AgentState, _ now: MigrationObservation
  ) -> [Gate] {
    let view = ChainView(settings: seen.settings, now: seen.now)
    let before = seen.now.current.generation.flatMap { now.fitness[$0.release] }
    let takes = takesConfiguration(migration, seen, target, now)
    var gates = GateJudge(
      kind: .swap, strategy: view.strategy, chain: state[chain], view: view, target: target,
      leadsBack: migration.leadsBack, fitness: now.fitness[target.release], before: before,
      forecast: seen.forecast, takesConfiguration: takes
    ).gates()
    if takes, let pending = seen.now.pending, let why = pending.needsStop {
      gates.append(Gate(.ports, .blocked, why, hint: "\(view.takesUp(pending)) before"))
    }
    return Gate.accepted(
      gates, halt: migration.acceptedHalt, conversion: migration.acceptedConversion)
  }

  /// Gates that would block only when a later step is begun, and can be known now.
  private static func gatesToCome(
    _ migration: Migration, _ chain: ChainName, _ seen: MigrationObservation.Chain,
    _ target: Generation, _ state: AgentState, _ now: MigrationObservation
  ) -> [Gate] {
    let view = ChainView(settings: seen.settings, now: seen.now)
    let judge = GateJudge(
      kind: .swap, strategy: view.strategy, chain: state[chain], view: view, target: target,
      fitness: now.fitness[target.release],
      takesConfiguration: takesConfiguration(migration, seen, target, now))
    let mode = judge.fitness.flatMap { judge.mode(target, $0) }
    return [mode, judge.command, judge.ports, judge.jointMemory].compactMap { $0 }
  }

  /// A process takes it for all of its chains, or for none.
  private static func takesConfiguration(
    _ migration: Migration, _ seen: MigrationObservation.Chain, _ target: Generation,
    _ now: MigrationObservation
  ) -> Bool {
    let isShared = target.unit == seen.settings.sharedUnit
    let kept = (isShared ? Array(now.chains.values) : [seen]).map { one in
      migration.settingsOf(one.settings.chain, target.unit, target.release)
        .flatMap { one.now.keptSettings[$0] }
    }
    return Set(kept).count > 1 || kept[0]?.unit != target.unit
  }

  private static func step(_ step: MigrationStep, _ now: MigrationObservation) -> Step {
    let chains = step.chains
    let units = Set(chains.compactMap { now.chains[$0]?.settings.unit(in: step.topology) }).sorted()
    let releases = Set(step.releases.values).map(\.description).sorted().joined(separator: ", ")
    let names = chains.map(\.text).joined(separator: " and ")
    let isJoint = chains.count > 1
    let text =
      isJoint && step.topology == .unified
      ? "join \(names) in one process: \(units.joined(separator: ", ")) with \(releases)"
      : "move \(names) to \(units.joined(separator: " and ")) with \(releases)"
    let kinds = Set(
      chains.compactMap { chain in
        now.chains[chain].map { ChainView(settings: $0.settings, now: $0.now).strategy }
      })
    let meanwhile =
      kinds.contains(.bare)
      ? "are refused while the node is down"
      : kinds.contains(.park) ? "wait while the node is down" : "are answered by peers meanwhile"
    var gaps: [ChainName: GapForecast] = [:]
    for chain in chains { gaps[chain] = now.chains[chain]?.forecast }
    return Step(
      topology: step.topology, chains: chains, text: text,
      clients: isJoint ? "\(meanwhile), on all of them at the same time" : meanwhile, gaps: gaps)
  }

  /// The first thing that is in the way.
  var refusal: Failure? {
    let blocked = gates.sorted { $0.key < $1.key }.flatMap { chain, gates in
      gates.blocked.map { (chain, $0) }
    }
    guard let (chain, gate) = blocked.first else { return nil }
    return Failure(
      .gate(gate.name), "cannot begin the migration: chain \(chain): \(gate.text)",
      hint: gate.hint, exit: .refused
    ).with(more: blocked.count - 1)
  }
}
