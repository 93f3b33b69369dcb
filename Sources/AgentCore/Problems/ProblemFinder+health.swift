extension ProblemFinder {
  /// What the probes say, and what the agent does about it or why it doesn't.
  var ofHealth: [Problem] { verdict + parked }

  private var verdict: [Problem] {
    // During an operation much is as it has to be, and the operation tells what it waits for.
    guard isQuiet, let health = now.health, let severity = Self.severity(health.state) else {
      return []
    }
    let action = Problems.action(state, seeing: now, settings: sight.settings)
    return [
      problem(
        health.state.rawValue, severity, health.reason + (action.map { "; \($0)" } ?? ""),
        hint: health.hint)
    ]
  }

  /// Nil for what is no problem, or is told in better words by another finder.
  private static func severity(_ state: HealthState) -> Problem.Severity? {
    switch state {
    case .unknown, .stopped, .down, .starting, .healthy, .crashLoop: nil
    case .degraded, .syncing, .limited: .warning
    case .faulty, .hung, .stalled, .networkStalled, .forked, .needsUpgrade, .notListening:
      .critical
    }
  }

  private var parked: [Problem] {
    guard isQuiet, sight.wantsShelter(state), sight.isDiverted else { return [] }
    let limit = sight.settings.limits.park / 1_000
    return [
      problem(
        "clients_parked", .warning,
        "clients wait behind the relay since the node can't serve them; after \(limit) s they are "
          + "answered 503", hint: "adnet-agent health \(chain)")
    ]
  }
}
