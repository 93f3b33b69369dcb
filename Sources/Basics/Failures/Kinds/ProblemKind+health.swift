extension ProblemKind {
  /// The word of a node's health as a problem. Being stopped, down, healthy or in a crash loop isn't
  /// one of these: what has better words has a kind of its own.
  public static func health(_ state: HealthState) -> Self {
    Self(state.rawValue, meaning(state) ?? "", do: "adnet-agent health CHAIN")
  }

  static let ofHealth = HealthState.allCases.filter { meaning($0) != nil }.map(health)

  private static func meaning(_ state: HealthState) -> String? {
    switch state {
    case .stopped, .down, .healthy, .crashLoop: nil
    case .unknown: "The node's health isn't known."
    case .starting: "The node is loading."
    case .degraded: "The node serves clients, and something is wrong with it."
    case .syncing: "The node hasn't caught up with the network."
    case .limited: "The node refuses the agent's health checks as too many."
    case .faulty: "The node's answers are wrong."
    case .hung: "The node's process runs and doesn't answer."
    case .stalled: "The node's height doesn't advance."
    case .networkStalled: "No node's height advances."
    case .forked: "The node has another block than its peers at the same height."
    case .needsUpgrade: "The node's release doesn't support the current consensus version."
    case .notListening: "The node runs, and not all its ports are its own."
    }
  }
}
