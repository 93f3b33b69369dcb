/// The health of a chain's node, in one word.
public enum HealthState: String, Codable, Sendable, CaseIterable {
  /// The node wasn't looked at yet, or systemd can't be asked.
  case unknown
  /// The node isn't wanted.
  case stopped
  /// The chain should run, and no node does.
  case down
  /// The node loads, and makes progress.
  case starting
  case healthy
  /// The node serves, and something is wrong with it all the same.
  case degraded
  /// The node, by its own word, hasn't caught up with the network.
  case syncing
  /// Our questions are refused as too many. Nothing is known against the node.
  case limited
  /// The node answers, and not what was asked.
  case faulty
  /// The node's process is there and doesn't answer.
  case hung
  /// The node's height stands still while the network's doesn't, or nobody knows.
  case stalled
  /// No node's height advances: no restart of one node helps.
  case networkStalled = "network_stalled"
  /// The node has another block than its peers at the same height.
  case forked
  /// The node's release refuses to go on beyond a change of the consensus.
  case needsUpgrade = "needs_upgrade"
  case crashLoop = "crash_loop"
  /// The node runs, and not every port that it should serve is its own.
  case notListening = "not_listening"

  /// Startup: whether its node has come up. Nil when there is none to ask about.
  public var isStarted: Bool? {
    switch self {
    case .unknown, .stopped: nil
    case .down, .starting, .needsUpgrade, .crashLoop, .notListening: false
    case .healthy, .degraded, .syncing, .limited, .faulty, .hung, .stalled, .networkStalled,
      .forked:
      true
    }
  }

  /// Liveness: false when its process is gone or of no more use.
  public var isLive: Bool? {
    switch self {
    case .unknown, .stopped: nil
    case .down, .needsUpgrade, .crashLoop, .hung, .stalled: false
    case .starting, .healthy, .degraded, .syncing, .limited, .faulty, .networkStalled, .forked,
      .notListening:
      true
    }
  }

  /// Readiness: whether clients should be sent to it. When the whole network stands still, one node
  /// is as good as the other.
  public var isReady: Bool? {
    switch self {
    case .unknown: nil
    case .healthy, .degraded, .limited, .networkStalled: true
    case .stopped, .down, .starting, .syncing, .faulty, .hung, .stalled, .forked, .needsUpgrade,
      .crashLoop, .notListening:
      false
    }
  }
}
