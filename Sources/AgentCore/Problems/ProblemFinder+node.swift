import Basics

extension ProblemFinder {
  var ofNode: [Problem] { crashes + ports + handoff + lastStop + recovery + fallen + life }

  private var logs: String { "journalctl -u \(owner?.unit ?? "adnet-agent.service")" }

  /// Whether the node is in a crash loop. The health of one that is up again is better evidence
  /// than its age.
  private var isCrashLoop: Bool {
    guard report?.isCrashLoop(atBoottimeMs: now.nowBoottimeMs) == true else { return false }
    guard report?.state == .ready, let health = now.health else { return true }
    return health.state == .crashLoop
  }

  private var crashes: [Problem] {
    guard let report, isCrashLoop else { return [] }
    let last = report.lastExit.map { ", last with \($0.summary)" } ?? ""
    let wait =
      report.backoffUntilUnixMs.map { ", next start in \(max(0, $0 - now.nowUnixMs) / 1_000) s" }
      ?? ""
    let hint =
      state.hasNewRelease(atUnixMs: now.nowUnixMs)
      ? "; adnet-agent rollback \(chain)\(view.forAll)" : ""
    return [
      problem(
        .crashLoop, .critical, "the node ended \(report.failures) times in a row\(last)\(wait)",
        hint: logs + hint)
    ]
  }

  private var ports: [Problem] {
    // Whoever has looked at the ports themselves knows more of it.
    guard let report, report.nodePID > 0, now.health?.state != .notListening || !isQuiet
    else { return [] }
    return report.ports.sorted { $0.key < $1.key }.compactMap { role, port in
      switch port.state {
      case .waiting, .held, .bound: nil
      case .elsewhere:
        problem(
          .portElsewhere, .critical, "the node bound its port \(role) at \(port.address) instead",
          hint: "ss -lntp shows who has its port; then adnet-agent restart \(chain)\(view.forAll)")
      case .missing:
        problem(.portMissing, .critical, "the node didn't open its port \(role)", hint: logs)
      }
    }
  }

  private var handoff: [Problem] {
    guard let report, report.nodePID > 0, !view.settings.sockets.isEmpty else { return [] }
    switch report.knownHandoff {
    case .on, nil:
      guard let why = now.handoffRefusal else { return [] }
      return [
        problem(
          .handoffLost, .warning,
          "handoff: no longer possible (\(why)); the next restart closes the port while the node loads",
          hint: "sysctl -w kernel.yama.ptrace_scope=1, and in /etc/sysctl.d for the next boot")
      ]
    case .off, .denied:
      let why = report.handoffReason.isEmpty ? "" : " (\(report.handoffReason))"
      return [
        problem(
          .handoffOff, .warning,
          "handoff: off\(why); clients see refused connections when the node restarts",
          hint: "/usr/share/doc/adnet-agent/operating.md, \"handoff: off\"")
      ]
    }
  }

  private var lastStop: [Problem] {
    guard let report, let exit = report.lastExit, exit.isUnclean else { return [] }
    if exit.ordered {
      return [
        problem(
          .uncleanStop, .warning,
          "the last ordered stop wasn't clean (\(exit.summary)); the proposal cache may be lost",
          hint: logs)
      ]
    }
    // A loop of crashes is told already.
    let age = now.nowUnixMs - exit.atUnixMs
    guard age < 86_400_000, !isCrashLoop else { return [] }
    return [
      problem(
        .uncleanEnd, .warning,
        "the node died \(max(0, age) / 60_000) min ago (\(exit.summary)) without saving: "
          + "its proposal cache is lost or old",
        hint: "adnet-agent status shows whether its height advances; \(logs)")
    ]
  }

  private var recovery: [Problem] {
    guard now.recovers else { return [] }
    return [
      problem(
        .recovering, .notice,
        "the node was started after an unclean end and doesn't count toward the quorum until its "
          + "height moves and validators are connected",
        hint: "adnet-agent committee \(chain)")
    ]
  }

  /// A client that has lost its ledger may go on.
  private var fallen: [Problem] {
    let accept = "\(HeightLossWatch.acceptance(view)) accepts it"
    if let fallen = state.fallen, state.desired == .stopped {
      return [
        problem(
          ProblemKind(fallen.kind), .critical, "the node is kept stopped: \(fallen.text)",
          hint: "restore what is lost, then adnet-agent start \(chain)\(view.forAll); \(accept)")
      ]
    }
    let watch = HeightLossWatch(state: state, view: view)
    guard isQuiet, !watch.isValidator, let failure = watch.fall else { return [] }
    return [problem(ProblemKind(failure.kind), .warning, failure.reason, hint: accept)]
  }

  private var life: [Problem] {
    guard isQuiet, let owner, let unit = now.units[owner.unit] else { return [] }
    switch state.desired {
    case .running where view.isDown(owner.unit):
      let result = unit.result.isEmpty || unit.result == "success" ? "" : " (\(unit.result))"
      return [
        problem(
          .nodeDown, .critical,
          "\(owner.unit) is \(unit.activity.rawValue)\(result) but the chain should be running",
          hint: "adnet-agent start \(chain)\(view.forAll)")
      ]
    // It comes back by itself, or can't.
    case .running where now.health?.state == .down && report?.state != .lockWait:
      return [
        problem(
          .nodeDown, .critical, now.health?.reason ?? "no node runs",
          hint: now.health?.hint ?? logs)
      ]
    case .stopped where state.fallen != nil: return []
    case .stopped where state.enabled && view.isDown(owner.unit):
      return [
        problem(
          .stopped, .notice, "the chain is enabled but stopped",
          hint: "adnet-agent start \(chain)\(view.forAll)")
      ]
    case .stopped where view.runs(owner.unit):
      return [
        problem(
          .runsThoughStopped, .notice,
          "\(owner.unit) is running but the chain is stopped: started at boot or by hand",
          hint: state.enabled
            ? "adnet-agent start \(chain)\(view.forAll) or adnet-agent stop \(chain)\(view.forAll) "
              + "settles it"
            : "adnet-agent chain enable \(chain) settles it")
      ]
    case .running, .stopped:
      return []
    }
  }
}
