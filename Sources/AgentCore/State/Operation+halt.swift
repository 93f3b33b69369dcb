import Basics

extension Operation {
  /// Notes that the chain stands still before the node is touched, as far as that shows. What was noted is
  /// never taken back: a process that was started anew knows nothing of it.
  mutating func noteHalt(_ health: HealthVerdict?) {
    guard let health, stoodStill == nil, !stopOrdered, standsStill(health) else { return }
    stoodStill = true
  }

  /// By the peers' word; without theirs, by the node's and that of whoever accepts a halt.
  private func standsStill(_ health: HealthVerdict) -> Bool {
    switch (health.network, health.state) {
    // The others stand still, and this one goes on.
    case (.advancing, _), (_, .healthy), (_, .degraded), (_, .syncing), (_, .forked):
      false
    case (.flat, _), (_, .networkStalled): true
    // There is nothing to lose, and nothing to go back to.
    case (.unknown, .crashLoop), (.unknown, .needsUpgrade): true
    case (.unknown, .stalled), (.unknown, .hung), (.unknown, .faulty), (.unknown, .down),
      (.unknown, .stopped), (.unknown, .notListening):
      acceptedHalt != nil || mayHaltBy != nil
    case (.unknown, .starting), (.unknown, .unknown), (.unknown, .limited): false
    }
  }
}
