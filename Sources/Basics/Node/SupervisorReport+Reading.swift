extension SupervisorReport {
  /// The time that a node has to be ready until the row of deaths before it is over, in milliseconds.
  public static let settledMs = 60_000

  /// The time when its node became ready, by the boot's clock in milliseconds; nil when it isn't
  /// ready, or when that isn't known. A calendar that was set in between can't make it ready before
  /// its start, or in the time to come.
  public func readyBoottimeMs(by now: Int) -> Int? {
    guard state == .ready, let started = startedBoottimeMs, let startedUnix = startedUnixMs,
      let ready = readyUnixMs
    else { return nil }
    return min(max(started, started + ready - startedUnix), now)
  }

  /// The deaths in a row from which a node is in a crash loop.
  package static let crashLoopFailures = 2

  /// Whether the node is in a crash loop, and isn't up again for long enough.
  package func isCrashLoop(atBoottimeMs now: Int) -> Bool {
    guard failures >= Self.crashLoopFailures else { return false }
    return readyBoottimeMs(by: now).map { now - $0 < Self.settledMs } ?? true
  }
}
