import Basics

extension HealthJudge {
  /// Nil when the node is up.
  func starting() -> HealthVerdict? {
    guard !observation.isReady else { return nil }
    // Seen by its supervisor at the moment it binds: no need to wait for anything.
    if let finding = findings.first(where: { $0.isGrave }) {
      return HealthVerdict(.notListening, finding.text, hint: finding.hint)
    }
    if let stray = health.strayPorts {
      return HealthVerdict(
        .notListening, "the node \(stray.words)", hint: stray.hint(observation.chain))
    }
    if let missing = observation.report?.ports.filter({ $0.value.state == .missing }).keys.min() {
      guard quiet else { return loading(long: true) }
      return HealthVerdict(
        .notListening,
        "its node runs but hasn't opened its port \(missing)"
          + (because.map { "; \($0)" } ?? ""), hint: remedy ?? logHint)
    }
    if quiet {
      let seconds = health.start.quietMs(at: now) / 1_000
      return HealthVerdict(
        .notListening,
        "its node runs but has opened no port and been idle for \(seconds) s"
          + (because.map { "; \($0)" } ?? ""), hint: remedy ?? logHint)
    }
    return loading(long: false)
  }

  private var quiet: Bool { health.start.quietMs(at: now) >= settings.quietMs }

  /// Less isn't worth a word, in milliseconds.
  private static let idleMs = 5_000

  private func loading(long: Bool) -> HealthVerdict {
    let tookMs = max(0, now - (observation.startedMs ?? now))
    let took = tookMs / 1_000
    let usual = observation.expectedStartMs.map { " (usually \(max(1, $0 / 1_000)) s)" } ?? ""
    let idle = health.start.quietMs(at: now)
    let isLong = long || took * 1_000 >= settings.startGraceMs
    var verdict = HealthVerdict(
      .starting,
      "loading for \(took) s\(usual)"
        + (idle >= Self.idleMs ? ", idle for \(idle / 1_000) s" : "")
        + (isLong ? "; longer than start_grace" : ""),
      hint: isLong ? logHint : nil)
    // One that takes longer than ever could take any time.
    verdict.readyInMs = observation.expectedStartMs.flatMap { $0 > tookMs ? $0 - tookMs : nil }
    return verdict
  }
}
