public import Basics

/// Decides whether a command may be carried out, and what it then is.
public enum CommandPolicy {
  /// A failure that `isNothingToDo` where the chain is as the command wants it.
  ///
  /// - Parameters:
  ///   - fitness: of the releases that were looked at.
  ///   - stuck: chains whose operation can't go on; it keeps nobody else waiting.
  ///   - dryRun: what gates refuse is told in the plan.
  public static func accept(
    _ command: Command, state: AgentState, seeing now: ChainObservation, settings: ChainSettings,
    releases: [ReleaseID], fitness: [ReleaseID: ReleaseFitness] = [:],
    forecast: GapForecast? = nil, stuck: Set<ChainName> = [], dryRun: Bool = false
  ) -> Result<Accepted, Failure> {
    accept(
      all: [Order(command, seeing: now, settings: settings, forecast: forecast)], state: state,
      releases: releases, fitness: fitness, stuck: stuck, dryRun: dryRun
    ).map { $0[0] }
  }

  /// The acceptance of all orders, or of none: one for each chain of a process. In the end the last
  /// has the state with all of their operations.
  ///
  /// - Parameters:
  ///   - fitness: of the releases that were looked at.
  ///   - stuck: chains whose operation can't go on; it keeps nobody else waiting.
  public static func accept(
    all orders: [Order], state: AgentState, releases: [ReleaseID],
    fitness: [ReleaseID: ReleaseFitness] = [:], stuck: Set<ChainName> = [], dryRun: Bool = false
  ) -> Result<[Accepted], Failure> {
    do throws(Failure) {
      try requireNoMigration(state)
      let left = try left(of: orders, state, releases)
      let chains = orders.map(\.command.chain)
      for (chain, other) in state.chains.sorted(by: { $0.key < $1.key })
      where !chains.contains(chain) && !stuck.contains(chain) {
        if let operation = other.operation { throw busy(operation) }
      }
      let taken = try Supersession(orders: left, state: state).decide()
      return .success(
        try begin(left, from: taken, releases: releases, fitness: fitness, dryRun: dryRun))
    } catch {
      return .failure(error)
    }
  }

  /// The orders that aren't so already for all of them. A process is one thing; clients are each
  /// chain's own, and those of one may be away already.
  private static func left(
    of orders: [Order], _ state: AgentState, _ releases: [ReleaseID]
  ) throws(Failure) -> [Order] {
    let found = orders.map { order in
      CommandHandler(
        command: order.command, chain: state[order.command.chain], view: order.view,
        releases: releases, migration: state.migration
      ).already()
    }
    if !found.contains(nil), let nothing = found.first ?? nil { throw nothing }
    let left = zip(orders, found).filter { $0.command.concernsNode || $1 == nil }.map(\.0)
    guard left.count < orders.count else { return orders }
    let chains = left.map(\.command.chain)
    return left.map { order in
      var order = order
      order.command.together = order.command.together?.among(chains, of: order.command.chain)
      return order
    }
  }

  /// For a migration, which gives orders itself.
  static func decide(
    all orders: [Order], from state: AgentState, releases: [ReleaseID],
    fitness: [ReleaseID: ReleaseFitness]
  ) throws(Failure) -> [Accepted] {
    if let operation = state.operation { throw busy(operation) }
    return try begin(orders, from: state, releases: releases, fitness: fitness, dryRun: false)
  }

  private static func begin(
    _ orders: [Order], from state: AgentState, releases: [ReleaseID],
    fitness: [ReleaseID: ReleaseFitness], dryRun: Bool
  ) throws(Failure) -> [Accepted] {
    var next = state
    var accepted: [Accepted] = []
    for order in orders {
      let one = try decide(
        order, from: next, releases: releases, fitness: fitness, dryRun: dryRun)
      next = one.state
      accepted.append(one)
    }
    let sharedStart = SharedStart(operations: accepted.map(\.operation), orders: orders)
    if let refusal = sharedStart.refusal { throw refusal }
    if sharedStart.haveOneStart { return accepted }
    let plain = orders.map { order in
      var order = order
      order.command.ignoresKept = true
      return order
    }
    return try begin(plain, from: state, releases: releases, fitness: fitness, dryRun: dryRun)
  }

  private static func decide(
    _ order: Order, from state: AgentState, releases: [ReleaseID],
    fitness: [ReleaseID: ReleaseFitness], dryRun: Bool
  ) throws(Failure) -> Accepted {
    let (command, view) = (order.command, order.view)
    let handler = CommandHandler(
      command: command, chain: state[command.chain], view: view, releases: releases,
      migration: state.migration)
    var (chain, operation) = try handler.decide()
    let gates = GateJudge(
      kind: operation.kind, strategy: view.strategy, chain: state[command.chain], view: view,
      target: operation.target, isForReboot: command.verb.isForReboot,
      leadsBack: command.leadsBack,
      fitness: operation.target.flatMap { fitness[$0.release] },
      before: operation.from.flatMap { fitness[$0.release] }, forecast: order.forecast,
      takesConfiguration: operation.movesLink && operation.settingsOf == nil
    ).gates()
    if Gate.accepted(gates, halt: command.acceptsHalt) != gates {
      operation.acceptedHalt = command.acceptsHalt
    }
    operation.mayHaltBy = command.acceptsHalt
    operation.noteHalt(view.now)
    let judged = Gate.accepted(
      gates, halt: command.acceptsHalt, conversion: command.acceptsConversion,
      ledgerPutBack: command.ledgerPutBackBy)
    chain.operation = operation
    if !dryRun, let refusal = handler.refusal(judged) { throw refusal }
    var next = state
    next[command.chain] = chain
    return Accepted(
      state: next, operation: operation,
      plan: Plan(operation, settings: view.settings, gates: judged, gap: order.forecast))
  }

  private static func requireNoMigration(_ state: AgentState) throws(Failure) {
    guard let migration = state.migration, migration.isUnderWay else { return }
    throw Failure(
      .busy, "cannot begin: a migration to \(migration.goal) is under way",
      hint: "run adnet-agent migrate pause or abort first")
  }

  static func busy(_ operation: Operation) -> Failure {
    Failure(
      .busy,
      "cannot begin: \(operation.kind) of chain \(operation.chain) is under way "
        + "(\(operation.phase.step))",
      hint: "adnet-agent status shows its progress; try again when it has ended")
  }

  /// The gates for and against stopping a chain's node now.
  public static func why(
    _ chain: ChainState, seeing now: ChainObservation, settings: ChainSettings,
    forecast: GapForecast? = nil, migration: Migration? = nil
  ) -> [Gate] {
    let view = ChainView(settings: settings, now: now)
    var gates = GateJudge(
      kind: .restart, strategy: view.strategy, chain: chain, view: view,
      target: now.current.generation, forecast: forecast
    ).gates()
    // Between its steps as well: it takes no other's order.
    if let migration, migration.isUnderWay,
      let index = gates.firstIndex(where: { $0.name == .otherOperation && $0.state == .passed })
    {
      gates[index] = Gate(
        .otherOperation, .blocked, "a migration to \(migration.goal) is under way",
        hint: "adnet-agent migrate status; run adnet-agent migrate pause or abort first")
    }
    return gates
  }
}
