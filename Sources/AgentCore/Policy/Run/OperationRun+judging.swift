import Basics

/// Whether the node on trial has failed.
extension OperationRun {
  /// The reason that waiting for the node to be ready is pointless; nil while there is none.
  func startFailure(_ target: Generation) -> Failure? {
    let unit = target.unit
    if let load = now.units[unit]?.load, !load.isUsable {
      return Failure(
        .unitUnusable, "cannot start \(unit): systemd reports it as \(load.rawValue)",
        hint: "systemctl status \(unit)", exit: .failed)
    }
    if let failure = unmade(unit) { return failure }
    guard let report = view.report(unit) else { return nil }
    let isRecent = report.sinceUnixMs >= operation.clock.sinceUnixMs
    switch report.state {
    case .declined where isRecent:
      return Failure(
        .ownerDeclined, "cannot start \(unit): it declined: \(report.reason)",
        hint: report.reason.contains("adnet-home@")
          ? "journalctl -u adnet-home@\(operation.chain).service" : logHint)
    case .invalid where isRecent:
      return Failure(
        .supervisorInvalid, "cannot start \(unit): \(report.reason)", hint: logHint)
    case .declined, .invalid, .lockWait, .backoff, .starting, .ready, .stopping, .exited:
      break
    }
    guard report.generation == target.number else { return nil }
    return exits(report) ?? wrongPort(report)
  }

  /// Systemd couldn't even start the supervisor, and doesn't try again.
  private func unmade(_ unit: String) -> Failure? {
    guard let state = now.units[unit], state.activity == .failed,
      case .code(let code)? = state.exit,
      let why = Self.systemdExits[code],
      state.exitedUnixMicroseconds / 1_000 >= UInt64(max(0, operation.clock.sinceUnixMs))
    else { return nil }
    return Failure(
      .unitNotSetUp, "cannot start \(unit): systemd can't set it up: \(why) (\(code))",
      hint: "systemctl status \(unit)")
  }

  /// Of `RestartPreventExitStatus=` in the units: systemd.exec(5), "Process exit codes".
  private static let systemdExits: [Int32: String] = [
    200: "its account can't enter the chain's home", 203: "the supervisor can't be executed",
    217: "its account doesn't exist", 226: "its sandbox can't be set up",
  ]

  private func exits(_ report: SupervisorReport) -> Failure? {
    if report.handoff == .denied {
      // Only while clients wait for it, and on a release's own account: where the host forbids it,
      // or the old release runs without as well, going back is no better.
      guard operation.movesLink, operation.parks, now.handoffRefusal == nil
      else { return nil }
      return Failure(
        .handoffDenied,
        "cannot start \(report.unit): the node can't be given its held socket"
          + " (\(report.handoffReason))",
        hint: "held = false for its port runs it without handoff; its restarts then close the port")
    }
    guard report.failures >= SupervisorReport.crashLoopFailures else { return nil }
    if !operation.movesLink || operation.target == operation.from {
      // The same generation ran before: only what happened since it was started counts.
      guard let exit = report.lastExit, exit.atUnixMs >= startedUnixMs else { return nil }
    }
    return Failure(
      .nodeExited,
      "cannot start \(report.unit): the node ended \(report.failures) times in a row"
        + (report.lastExit.map { ", last with \($0.summary)" } ?? "") + lastWords(report.unit),
      hint: logHint)
  }

  /// For the first time in this direction: what is ready for a moment begins the phase anew.
  private var startedUnixMs: Int {
    let first = operation.timeline.first {
      $0.phase == .start && $0.direction == operation.direction
    }
    // A calendar that was set back since says when that was.
    return min(first?.startedUnixMs ?? .max, operation.clock.sinceUnixMs)
  }

  /// The node knows best why it ended.
  func lastWords(_ unit: String) -> String {
    now.lastWords[unit].map { "; it said: \($0)" } ?? ""
  }

  private func wrongPort(_ report: SupervisorReport) -> Failure? {
    guard report.nodePID > 0 else { return nil }
    // Seen long before the supervisor's grace is over.
    if let stray = now.strayPorts {
      return Failure(
        .portElsewhere, "cannot start \(report.unit): it \(stray.words)",
        hint: stray.hint(settings.chain))
    }
    guard
      let (role, port) = report.ports.filter({ $0.value.isWrong }).min(by: { $0.key < $1.key })
    else { return nil }
    switch port.state {
    case .elsewhere:
      return Failure(
        .portElsewhere,
        "cannot start \(report.unit): it bound \(role) at \(port.address) instead",
        hint: "ss -lntp shows who has its port")
    case .missing, .waiting, .held, .bound:
      return Failure(
        .portMissing, "cannot start \(report.unit): it didn't open its port \(role)",
        hint: logHint)
    }
  }
}
