extension Operation {
  /// Whether it is still going to make a generation of what is configured: another configuration must
  /// not come in between the look at it and that.
  public var awaitsConfiguration: Bool {
    guard outcome == nil, direction == .forward, movesLink, settingsOf == nil else { return false }
    guard let at = path.firstIndex(of: phase), let own = path.firstIndex(of: .own) else {
      return false
    }
    return at <= own
  }

  /// Whether a node was started with what was configured, and went back to the settings of before.
  var hasFailedSettings: Bool {
    guard renews == true, outcome == .failed || outcome == .rolledBack else { return false }
    return timeline.contains { $0.phase == .start && $0.direction == .forward }
  }
}
