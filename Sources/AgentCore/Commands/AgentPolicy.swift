/// Decides whether a command may be carried out, and what it then is.
public enum AgentPolicy {
  /// - Parameters:
  ///   - fitness: of the releases that were looked at.
  ///   - dryRun: what gates refuse is told in the plan.
  public static func accept(
    _ command: Command, state: AgentState, seeing now: ChainObservation, settings: ChainSettings,
    releases: [ReleaseID], fitness: [ReleaseID: ReleaseFitness] = [:],
    forecast: GapForecast? = nil, dryRun: Bool = false
  ) -> Result<Accepted, Failure> {
    do throws(Failure) {
      let sight = ChainSight(settings: settings, now: now)
      let taken = try takeOver(command, state, sight)
      let desk = CommandDesk(
        command: command, chain: taken[command.chain], sight: sight, releases: releases)
      var (chain, operation) = try desk.decide()
      let gates = GateDesk(
        kind: operation.kind, strategy: sight.strategy, chain: taken[command.chain], sight: sight,
        target: operation.target, isForReboot: command.verb.isForReboot,
        fitness: operation.target.flatMap { fitness[$0.release] },
        before: operation.from.flatMap { fitness[$0.release] }, forecast: forecast
      ).gates()
      let judged = Gate.accepted(gates, by: command.acceptsHalt)
      if judged != gates { operation.acceptedHalt = command.acceptsHalt }
      chain.operation = operation
      if !dryRun, let refusal = desk.refusal(judged) { throw refusal }
      var next = taken
      next[command.chain] = chain
      return .success(
        Accepted(
          state: next, operation: operation,
          plan: Plan(operation, settings: settings, gates: judged, gap: forecast)))
    } catch {
      return .failure(error)
    }
  }

  /// All that speaks for or against taking a chain's node away now.
  public static func why(
    _ chain: ChainState, seeing now: ChainObservation, settings: ChainSettings,
    forecast: GapForecast? = nil
  ) -> [Gate] {
    let sight = ChainSight(settings: settings, now: now)
    return GateDesk(
      kind: .restart, strategy: sight.strategy, chain: chain, sight: sight,
      target: now.current.generation, forecast: forecast
    ).gates()
  }

  /// The state without the operation that is under way, if the command may take over from it.
  private static func takeOver(
    _ command: Command, _ state: AgentState, _ sight: ChainSight
  ) throws(Failure) -> AgentState {
    guard var operation = state.operation else { return state }
    let run = OperationRun(operation: operation, state: state[operation.chain], sight: sight)
    guard operation.chain == command.chain, run.isStuck, mayTakeOver(command.verb) else {
      throw Failure(
        "busy",
        "cannot begin: \(operation.kind) of chain \(operation.chain) is under way "
          + "(\(operation.phase.words))",
        hint: "adnet-agent status shows how far it is; try again when it has ended", exit: .busy)
    }
    operation.outcome = .superseded
    operation.endedUnixMs = sight.now.nowUnixMs
    var next = state
    next[command.chain].operation = nil
    next[command.chain].lastOperation = operation
    return next
  }

  private static func mayTakeOver(_ verb: Command.Verb) -> Bool {
    switch verb {
    case .swap, .rollback, .stop, .disable: true
    case .enable, .start, .restart, .drain, .undrain: false
    }
  }
}
