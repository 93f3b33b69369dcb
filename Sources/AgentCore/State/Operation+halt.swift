import Basics

extension Operation {
  /// Notes whether the chain stands still before the node is touched: looked at when the order is taken, and
  /// until the stop. What doesn't show, as after a reboot, changes nothing.
  mutating func noteHalt(_ now: ChainObservation) {
    guard let health = now.health, !stopOrdered else { return }
    switch standsStill(health, goesOn: now.hasAdvanced) {
    case true?: stoodStill = true
    case false?: stoodStill = nil
    case nil: break
    }
  }

  /// By the peers' word; without theirs, by the node's and that of whoever accepts a halt. Nil where that can't be
  /// told.
  private func standsStill(_ health: HealthVerdict, goesOn: Bool) -> Bool? {
    let isAccepted = acceptedHalt != nil || mayHaltBy != nil
    switch (health.network, health.state) {
    case (.advancing, _), (_, .forked), (_, .syncing): return false
    case (_, .networkStalled): return true
    // The node of a short while says nothing, and one that goes on alone has peers that are stuck.
    case (.flat, .healthy), (.flat, .degraded): return goesOn ? false : isAccepted ? true : nil
    case (.unknown, .healthy), (.unknown, .degraded): return goesOn ? false : nil
    case (.flat, .stalled): return true
    // The others may stand still since this one is away.
    case (.flat, _): return isAccepted ? true : nil
    case (.unknown, .stalled): return isAccepted ? true : nil
    // There is nothing to go back to.
    case (.unknown, .crashLoop), (.unknown, .needsUpgrade): return true
    case (.unknown, _): return nil
    }
  }
}
