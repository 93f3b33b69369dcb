/// Decides whether a command may be carried out, and what it then is.
public enum AgentPolicy {
  public static func accept(
    _ command: Command, state: AgentState, seeing now: ChainObservation, settings: ChainSettings,
    releases: [ReleaseID]
  ) -> Result<Accepted, Failure> {
    do throws(Failure) {
      let sight = ChainSight(settings: settings, now: now)
      let taken = try takeOver(command, state, sight)
      let desk = CommandDesk(
        command: command, chain: taken[command.chain], sight: sight, releases: releases)
      let (chain, operation) = try desk.decide()
      var next = taken
      next[command.chain] = chain
      return .success(
        Accepted(
          state: next, operation: operation, plan: Plan(operation, settings: settings)))
    } catch {
      return .failure(error)
    }
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
