public import Basics

/// The problems of a chain that an operator should know: derived from each look, remembered nowhere.
public enum Problems {
  /// The gravest first.
  public static func derive(
    _ state: ChainState, seeing now: ChainObservation, settings: ChainSettings
  ) -> [Problem] {
    let finder = ProblemFinder(state: state, view: ChainView(settings: settings, now: now))
    return worstFirst(
      finder.ofOperations + finder.ofOwnership + finder.ofNode + finder.foreignListeners
        + finder.secondProcesses
        + finder.ofHealth
        + finder.ofPeers + finder.ofUnits)
  }

  /// The agent's action for a node that isn't well, or why there is none; nil where there is nothing to
  /// do.
  public static func action(
    _ state: ChainState, seeing now: ChainObservation, settings: ChainSettings
  ) -> String? {
    if let operation = state.operation, operation.cause != nil {
      return operation.kind == .stop ? "the agent stops it" : "the agent restarts it"
    }
    switch Healing(state: state, view: ChainView(settings: settings, now: now)).decision {
    case .restart: return "the agent restarts it"
    case .refuse(let why): return "not restarted: \(why)"
    case .idle: break
    }
    return state.healed.map { "restarted by the agent: \($0.reason)" }
  }

  /// The problems by severity; those of one severity stay in their order.
  public static func worstFirst(_ problems: [Problem]) -> [Problem] {
    [Problem.Severity.critical, .warning, .notice].flatMap { severity in
      problems.filter { $0.severity == severity }
    }
  }
}
