/// What an operator should know about a chain: derived anew from each look, remembered nowhere.
public enum Problems {
  /// The gravest first.
  public static func derive(
    _ state: ChainState, seeing now: ChainObservation, settings: ChainSettings
  ) -> [Problem] {
    let finder = ProblemFinder(state: state, sight: ChainSight(settings: settings, now: now))
    return worstFirst(finder.ofOperations + finder.ofOwnership + finder.ofNode + finder.ofUnits)
  }

  /// Those of one severity stay in their order.
  public static func worstFirst(_ problems: [Problem]) -> [Problem] {
    [Problem.Severity.critical, .warning, .notice].flatMap { severity in
      problems.filter { $0.severity == severity }
    }
  }
}
