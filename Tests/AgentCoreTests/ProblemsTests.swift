import AgentCore
import Basics
import Testing

@Suite struct ProblemsTests {
  private struct Trouble: Sendable, CustomTestStringConvertible {
    let kind: String?
    var chain = Sample.state
    var now = Sample.serving()
    var testDescription: String { kind ?? "none" }

    init(
      _ kind: String?, _ change: (inout ChainState, inout ChainObservation) -> Void = { _, _ in }
    ) {
      self.kind = kind
      change(&chain, &now)
    }
  }

  private static let troubles = [
    Trouble(nil),
    Trouble("current_missing") { _, now in now.current = .missing },
    Trouble("current_invalid") { _, now in now.current = .invalid(reason: "unit is empty") },
    Trouble("no_release") { chain, now in
      chain = ChainState(enabled: true)
      now = Sample.serving(nil)
    },
    Trouble("connections_cut") { chain, now in
      var last = Sample.operation(.enable)
      last.outcome = .done
      last.adoption = AdoptionReport(beganUnixMs: 0)
      last.adoption?.cut = 2
      last.adoption?.left = [.answerOwed: 2]
      chain.lastOperation = last
    },
    Trouble("ledger_backup_kept") { chain, _ in
      chain.ledger = LedgerState(
        backup: LedgerBackup(
          of: Sample.old.release, atUnixMs: Sample.now - 90_000_000, height: nil))
    },
    Trouble(nil) { chain, _ in
      chain.ledger = LedgerState(
        backup: LedgerBackup(of: Sample.old.release, atUnixMs: Sample.now - 1_000, height: nil))
    },
    Trouble("crash_loop") { _, now in now.run(Sample.old, .backoff, failures: 2) },
    Trouble("crash_loop") { _, now in now.comesBack(ready: 59_000) },
    // Whoever asked it knows better than its age tells.
    Trouble(nil) { _, now in
      now.comesBack(ready: 10_000)
      now.health = HealthVerdict(.healthy, "at height 9")
    },
    Trouble("crash_loop") { _, now in
      now.comesBack(ready: 10_000)
      now.health = HealthVerdict(.crashLoop, "its node ended 5 times in a row")
    },
    // Up again for a minute, it is over; that it died is told for a day.
    Trouble(nil) { _, now in now.comesBack(ready: 61_000) },
    Trouble("unclean_end") { _, now in
      now.comesBack(ready: 61_000)
      now.supervisors[Sample.unit]?.lastExit = NodeExit(
        kind: .signal, value: 9, ordered: false, clean: false, atUnixMs: Sample.now - 60_000)
    },
    Trouble("port_elsewhere") { _, now in
      now.supervisors[Sample.unit]?.ports["p2p"] = NodePort(.elsewhere, address: "0.0.0.0:4")
    },
    Trouble("port_missing") { _, now in
      now.supervisors[Sample.unit]?.ports["bft"] = NodePort(.missing)
    },
    Trouble("handoff_off") { _, now in
      now.supervisors[Sample.unit]?.handoff = .off
      now.supervisors[Sample.unit]?.handoffReason = "ptrace_scope is 2"
    },
    Trouble("handoff_lost") { _, now in
      now.handoffRefusal = "kernel.yama.ptrace_scope is 2"
    },
    Trouble("unclean_stop") { _, now in
      now.supervisors[Sample.unit]?.lastExit = NodeExit(
        kind: .signal, value: 9, ordered: true, clean: false, atUnixMs: Sample.now)
    },
    Trouble("unclean_end") { _, now in
      now.supervisors[Sample.unit]?.lastExit = NodeExit(
        kind: .signal, value: 9, ordered: false, clean: false, atUnixMs: Sample.now - 60_000)
    },
    Trouble(nil) { _, now in
      now.supervisors[Sample.unit]?.lastExit = NodeExit(
        kind: .signal, value: 9, ordered: false, clean: false, atUnixMs: Sample.now - 86_400_000)
    },
    Trouble(nil) { _, now in
      now.supervisors[Sample.unit]?.lastExit = NodeExit(
        kind: .code, value: 0, ordered: false, clean: false, atUnixMs: Sample.now)
    },
    Trouble("unit_declined") { _, now in
      let unit = "adnet@alpha.service"
      var report = SupervisorReport(
        unit: unit, chain: Sample.chain, state: .declined, bootID: Sample.boot)
      report.reason = "chain alpha belongs to alphaos.service"
      now.supervisors[unit] = report
    },
    Trouble("lock_held") { _, now in now.run(Sample.old, .lockWait) },
    Trouble("lock_held") { chain, now in
      chain.desired = .stopped
      now.end()
      now.lock = .held
    },
    Trouble("node_down") { _, now in now.end() },
    Trouble("runs_though_stopped") { chain, _ in chain.desired = .stopped },
    Trouble("needs_daemon_reload") { _, now in now.units[Sample.unit]?.needsReload = true },
    Trouble("not_enabled_at_boot") { _, now in now.units[Sample.unit]?.fileState = "disabled" },
    // A start after an install that failed made nothing boot starts.
    Trouble("not_enabled_at_boot") { chain, now in
      chain.proven = nil
      now.units[Sample.unit]?.fileState = "disabled"
    },
    Trouble("stopped") { chain, now in
      (chain.proven, chain.desired) = (nil, .stopped)
      now.end()
      now.units[Sample.unit]?.fileState = "disabled"
      now.units[Sample.socket]?.activity = .inactive
    },
    Trouble("settings_pending") { _, now in now.pending = PendingSettings(changes: ["command"]) },
    // The next start takes them up.
    Trouble(nil) { chain, now in
      (chain.enabled, chain.desired) = (false, .stopped)
      now.end()
      now.units[Sample.socket]?.activity = .inactive
      now.pending = PendingSettings(changes: ["command"])
    },
    Trouble("unit_unusable") { _, now in now.units[Sample.socket]?.load = .masked },
    Trouble("socket_down") { _, now in now.units[Sample.socket]?.activity = .failed },
    Trouble("relay_left_up") { _, now in now.raise(.node) },
    Trouble("drained_unserved") { chain, now in
      chain.drained = Drained(sinceUnixMs: Sample.now, reason: "", rebootOf: nil)
      now.raise(.relay)
    },
    Trouble("hung") { _, now in
      now.health = HealthVerdict(.hung, "its REST doesn't answer: no answer", hint: "look at it")
    },
    Trouble("not_listening") { chain, now in
      chain.operation = Sample.operation(.watch)
      now.health = HealthVerdict(.notListening, "nobody listens", hint: "look at it")
      now.health?.sinceBoottimeMs = now.nowBoottimeMs - 31_000
    },
    // While its node is being stopped, and for a moment, that is as it has to be.
    Trouble(nil) { chain, now in
      chain.operation = Sample.operation(.stop)
      now.health = HealthVerdict(.notListening, "nobody listens", hint: "look at it")
    },
    Trouble(nil) { chain, now in
      chain.operation = Sample.operation(.watch)
      now.health = HealthVerdict(.notListening, "nobody listens", hint: "look at it")
      now.health?.sinceBoottimeMs = now.nowBoottimeMs - 1_000
    },
    Trouble("starting") { _, now in
      now.health = HealthVerdict(.starting, "loading for 19 s", hint: "look at it")
    },
    Trouble("unknown") { _, now in
      now.health = HealthVerdict(.unknown, "systemd can't be asked", hint: "look at it")
    },
    Trouble("node_down") { _, now in
      now.run(Sample.old, .backoff, failures: 1)
      now.health = HealthVerdict(.down, "its node has ended", hint: "look at it")
    },
    Trouble("stopped") { chain, now in
      chain.desired = .stopped
      now.end()
      now.units[Sample.socket]?.activity = .inactive
    },
    Trouble(nil) { chain, now in
      (chain.enabled, chain.desired) = (false, .stopped)
      now.end()
      now.units[Sample.socket]?.activity = .inactive
    },
    Trouble("peers_unreachable") { _, now in
      (now.configuredPeers, now.silentPeers) = (2, ["http://a", "http://b"])
    },
    Trouble("peer_unreachable") { _, now in
      (now.configuredPeers, now.silentPeers) = (2, ["http://a"])
    },
    Trouble("port_foreign") { _, now in
      now.foreignListeners = [
        ForeignListener(role: "p2p", port: 4130, name: "nginx.service (account www-data)")
      ]
    },
    Trouble("second_process") { _, now in
      now.secondProcesses = [SecondProcess(4711, program: "alphaos", unit: "node.service")]
    },
    Trouble("healing") { chain, now in chain.operation = Self.heal(.raise) },
    Trouble("operation_slow") { chain, now in
      chain.operation = Sample.operation(.start, .restart)
      chain.operation?.target = Sample.old
      now.run(Sample.old, .starting)
      now.pass(121_000)
    },
    Trouble(nil) { chain, now in
      chain.operation = Sample.operation(.start, .restart)
      chain.operation?.target = Sample.old
      now.run(Sample.old, .starting)
      now.pass(60_000)
    },
    Trouble("operation_failed") { chain, _ in
      chain.lastOperation = Sample.operation(.lower, .swap, .back)
      chain.lastOperation?.failure = Failure(.nodeExited, "cannot start it")
      chain.lastOperation?.outcome = .rolledBack
    },
    Trouble("way_back_stuck") { chain, now in
      var operation = Sample.operation(.start, .swap, .back)
      operation.target = Sample.old
      chain.operation = operation
      now.raise(.relay)
      now.run(Sample.old, .starting)
      now.pass(3_600_000)
    },
    Trouble("effect_failed") { _, now in
      now.effectFailure = EffectFailure(
        .routeNode, Failure(FailureKind(rawValue: "relay_unreachable"), "cannot reach the relay"),
        count: 2,
        atBoottimeMs: now.nowBoottimeMs - 10_000)
    },
  ]

  private static func heal(_ phase: Phase) -> Operation {
    let clock = PhaseClock(
      sinceUnixMs: Sample.now, sinceBoottimeMs: 1_000_000, bootID: Sample.boot)
    return Operation(
      id: "op-heal", kind: .restart, chain: Sample.chain, strategy: .park, from: Sample.old,
      target: Sample.old, phase: phase, clock: clock, cause: "its REST doesn't answer")
  }

  @Test(arguments: troubles)
  private func tellsOfOneTroubleAndHowToHelp(_ trouble: Trouble) {
    let problems = Problems.derive(trouble.chain, seeing: trouble.now, settings: Sample.settings)
    let kinds = Set(problems.map(\.kind.rawValue))
    if let kind = trouble.kind {
      #expect(kinds.contains(kind))
      #expect(kinds.count <= 2)
    } else {
      #expect(problems == [])
    }
    for problem in problems {
      #expect(problem.chain == Sample.chain)
      #expect(
        problem.kind.rawValue == "operation_failed" || problem.kind.rawValue == "effect_failed"
          || problem.hint != nil
      )
      #expect(problem.text.first?.isUppercase == false)
      #expect(!problem.text.hasSuffix("."))
    }
  }

  private struct Pending: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var kind = OperationKind.restart
    var outcome: Outcome?
    var renews: Bool? = true
    /// Where it turned back.
    var reached = Phase.start
    var needStop: [String] = []
    var isStopped = false
    let hint: String?
  }

  private static let corrected = "correct agent.toml, adnet-agent config apply, then "
  private static let pendings = [
    Pending(testDescription: "applied", hint: "adnet-agent restart alpha"),
    Pending(
      testDescription: "applied, with another port", needStop: ["port rest"],
      hint: "adnet-agent stop alpha && adnet-agent start alpha"),
    Pending(
      testDescription: "failed", outcome: .rolledBack,
      hint: corrected + "adnet-agent restart alpha"),
    Pending(
      testDescription: "failed at a start", kind: .start, outcome: .failed, needStop: ["port rest"],
      hint: corrected + "adnet-agent stop alpha && adnet-agent start alpha"),
    Pending(
      testDescription: "never tried", outcome: .failed, reached: .stop,
      hint: "adnet-agent restart alpha"),
    Pending(
      testDescription: "failed with those in place", outcome: .failed, renews: nil,
      hint: "adnet-agent restart alpha"),
    Pending(testDescription: "taken up since", outcome: .done, hint: "adnet-agent restart alpha"),
    Pending(testDescription: "stopped", isStopped: true, hint: nil),
  ]

  /// Settings that failed once would fail again.
  @Test(arguments: pendings)
  private func pendingSettingsAreTakenUpByAnOrderThatHelps(_ case: Pending) {
    var chain = Sample.state
    var last = Sample.operation(`case`.reached, `case`.kind)
    (last.renews, last.outcome) = (`case`.renews, `case`.outcome)
    chain.lastOperation = last
    if `case`.isStopped { chain.desired = .stopped }
    var now = Sample.serving()
    now.pending = PendingSettings(changes: ["command"], needStop: `case`.needStop)
    let problem = Problems.derive(chain, seeing: now, settings: Sample.settings)
      .first { $0.kind.rawValue == "settings_pending" }
    #expect(problem?.hint == `case`.hint)
  }

  @Test func aCrashLoopLeadsBackOnlyToAReleaseBeforeANewOne() {
    var chain = Sample.state
    chain.previous = Sample.generation(3, "0.9.0")
    var now = Sample.serving()
    now.run(Sample.old, .backoff, failures: 5)
    func hint() -> String {
      Problems.derive(chain, seeing: now, settings: Sample.settings)
        .first { $0.kind.rawValue == "crash_loop" }?.hint ?? ""
    }
    #expect(!hint().contains("rollback"))
    var last = Sample.operation(.enable)
    (last.outcome, last.endedUnixMs) = (.done, Sample.now - 3_600_000)
    chain.lastOperation = last
    #expect(hint().contains("adnet-agent rollback alpha"))
    chain.lastOperation?.endedUnixMs = Sample.now - 30 * 86_400_000
    #expect(!hint().contains("rollback"))
    last = Sample.operation(.watch, .restart)
    (last.outcome, last.endedUnixMs) = (.done, Sample.now)
    chain.lastOperation = last
    #expect(!hint().contains("rollback"))
  }

  /// Where one process serves several chains no order to one of them is taken.
  @Test func takingOverAProcessOfSeveralChainsIsDoneToAllOfThem() {
    for topology in [Topology.split, .unified] {
      let owner = TwoChains.owner(TwoChains.alpha, topology)
      var chain = TwoChains.state(topology)[TwoChains.alpha]
      chain.operation = Operation(
        id: "op", kind: .restart, chain: TwoChains.alpha, strategy: .park, from: owner,
        target: owner, phase: .start,
        clock: PhaseClock(
          sinceUnixMs: TwoChains.now, sinceBoottimeMs: 1_000_000, bootID: TwoChains.boot))
      chain.operation?.direction = .back
      var now = TwoChains.seen(TwoChains.alpha, topology)
      now.supervisors[owner.unit]?.state = .starting
      now.pass(3_600_000)
      let hint =
        Problems.derive(chain, seeing: now, settings: TwoChains.settings(TwoChains.alpha))
        .first { $0.kind.rawValue == "way_back_stuck" }?.hint ?? ""
      let order = topology == .unified ? "VERSION --together takes" : "VERSION takes"
      #expect(hint.contains("adnet-agent swap alpha \(order) over"))
    }
  }

  /// What an operation could not do is over with it.
  @Test func anEffectThatFailedIsToldUntilItsOperationEnds() {
    for isOver in [false, true] {
      var now = Sample.serving()
      now.effectFailure = EffectFailure(
        .startUnits([Sample.unit]), Failure(FailureKind(rawValue: "disk_full"), "cannot write"),
        count: 5,
        atBoottimeMs: now.nowBoottimeMs - 5_000)
      var state = Sample.state
      var last = Sample.operation(.start)
      last.outcome = .rolledBack
      last.endedUnixMs = now.nowUnixMs - (isOver ? 1_000 : 9_000)
      state.lastOperation = last
      let kinds = Problems.derive(state, seeing: now, settings: Sample.settings).map(
        \.kind.rawValue)
      #expect(kinds.contains("effect_failed") == !isOver)
    }
  }

  /// Systemd says so of every masked one that has drop-ins.
  @Test func aMaskedUnitIsNotToBeReadAgain() {
    var now = Sample.serving()
    now.units[Sample.relay]?.needsReload = true
    now.units[Sample.relay]?.load = .masked
    let all = Problems.derive(Sample.state, seeing: now, settings: Sample.settings)
    #expect(!all.contains { $0.kind.rawValue == "needs_daemon_reload" })
  }

  @Test func tellsTheGravestFirst() {
    var now = Sample.serving()
    now.end()
    now.units[Sample.relay]?.needsReload = true
    let all = Problems.derive(Sample.state, seeing: now, settings: Sample.settings)
    #expect(all.map(\.severity) == [.critical, .warning])
  }

  /// After an import was undone, the old node is no trouble of its port.
  @Test func theOnlyNodeAtAPortIsNamedWithWhatTakesItOver() {
    var chain = Sample.state
    var now = Sample.serving(Sample.old)
    now.secondProcesses = [SecondProcess(4711, program: "alphaos", unit: "node.service")]
    now.foreignListeners = [
      ForeignListener(role: "rest", port: 3030, name: "node.service (account devops)")
    ]
    func foreign() -> Problem? {
      Problems.derive(chain, seeing: now, settings: Sample.settings).first {
        $0.kind.rawValue == "port_foreign"
      }
    }
    #expect(foreign()?.severity == .critical)
    (chain.enabled, chain.desired) = (false, .stopped)
    now.end()
    #expect(foreign()?.severity == .notice)
    #expect(
      foreign()?.text
        == "port 3030 (rest) is held by node.service (account devops): it runs the chain's program, alphaos"
    )
    #expect(
      foreign()?.hint?.hasPrefix(
        "adnet-agent import alpha --from-unit node.service imports it") == true)
    now.foreignListeners = [
      ForeignListener(role: "rest", port: 3030, name: "nginx.service (account www)")
    ]
    #expect(foreign()?.severity == .warning)
    #expect(foreign()?.hint?.contains("import") == false)
  }
}
