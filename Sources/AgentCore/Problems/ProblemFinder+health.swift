import Basics

extension ProblemFinder {
  /// The verdict of the probes, with what the agent does about it or why it doesn't.
  var ofHealth: [Problem] { verdict + parked + upgradeAhead }

  /// From days before: a release has to be built, tried and brought to every validator.
  private var upgradeAhead: [Problem] {
    guard let upgrade = now.requiredUpgrade, state.desired == .running else { return [] }
    return [
      problem(
        .upgradeAhead, .warning, "the node must be upgraded \(upgrade.words)",
        hint: "adnet-agent release add FILE; adnet-agent swap \(chain) VERSION")
    ]
  }

  private var verdict: [Problem] {
    guard let health = now.health, let severity = Self.severity(health.state),
      isQuiet || outlasts(health),
      // The stranger is told by its port.
      !foreignListeners.contains(where: { health.reason.hasPrefix($0.text) })
    else { return [] }
    let action = Problems.action(state, seeing: now, settings: view.settings)
    return [
      problem(
        .health(health.state), severity, health.reason + (action.map { "; \($0)" } ?? ""),
        hint: health.hint ?? "adnet-agent health \(chain)")
    ]
  }

  /// During an operation much is as it has to be, but not for long while the node is there.
  private func outlasts(_ health: HealthVerdict) -> Bool {
    guard health.state != .starting,
      now.nowBoottimeMs - health.sinceBoottimeMs >= Self.patienceMs
    else { return false }
    return state.operation?.phase.hasNoNode != true
  }

  private static let patienceMs = 30_000

  /// Nil for what is no problem, or is told in better words by another finder.
  private static func severity(_ state: HealthState) -> Problem.Severity? {
    switch state {
    case .stopped, .down, .healthy, .crashLoop: nil
    case .starting: .notice
    case .unknown, .degraded, .syncing, .limited: .warning
    case .faulty, .hung, .stalled, .networkStalled, .forked, .needsUpgrade, .notListening:
      .critical
    }
  }

  private var parked: [Problem] {
    guard isQuiet, view.wantsShelter(state) else { return [] }
    let limit = view.settings.limits.park / 1_000
    let wait = "clients wait behind the relay and get 503 after \(limit) s"
    let peers = "peers.urls in [chain.\(chain)]"
    let clients = ClientRoute(now)
    switch (clients, state.drained == nil) {
    case (.node, _), (.peers, false): return []
    case (.nobody, false):
      return [
        problem(
          .drainedUnserved, .warning, "drained, no peer answers: \(wait)",
          hint: "adnet-agent undrain \(chain); \(peers)")
      ]
    case (.nobody, true):
      return [
        problem(
          .clientsParked, .warning, "\(wait): the node can't serve them, no peer answers",
          hint: "adnet-agent health \(chain); \(peers)")
      ]
    case (.peers, true):
      return [
        problem(
          .clientsRelayed, .notice, "\(clients.words ?? "") instead of the node, which can't",
          hint: "adnet-agent health \(chain)")
      ]
    }
  }
}
