import Basics

/// A chain with everything that a problem of it can be seen from.
struct ProblemFinder {
  let state: ChainState
  let view: ChainView

  var now: ChainObservation { view.now }
  var chain: ChainName { view.settings.chain }
  var owner: Generation? { now.current.generation }
  var report: SupervisorReport? { owner.flatMap { view.report($0.unit) } }
  /// Whether no operation is under way: during one, much is as it has to be.
  var isQuiet: Bool { state.operation == nil }

  func problem(
    _ kind: ProblemKind, _ severity: Problem.Severity, _ text: String, hint: String? = nil
  ) -> Problem {
    Problem(kind: kind, severity: severity, chain: chain, text: text, hint: hint)
  }

  // MARK: Operations

  var ofOperations: [Problem] { underWay + ended + cutConnections + effects + relay + backup }

  private var underWay: [Problem] {
    let stuck = stuck
    return (stuck.isEmpty ? slow : stuck) + healing
  }

  private var healing: [Problem] {
    guard let operation = state.operation, let cause = operation.cause, operation.holds != true
    else { return [] }
    return [
      problem(
        .healing, .notice, "the agent is restarting the node: \(cause)",
        hint: "adnet-agent operation show \(operation.id) --follow")
    ]
  }

  private var stuck: [Problem] {
    guard let operation = state.operation else { return [] }
    let run = OperationRun(operation: operation, state: state, view: view)
    if run.owesGrant, run.isStuck {
      return [
        problem(
          .pastReturn, .critical,
          "the ledger was converted, and the node can't be started on it: the agent keeps trying to "
            + "\(operation.phase.words)",
          hint: "journalctl -u '\(LedgerWork.grant.unit(of: chain))'")
      ]
    }
    if run.isPastReturn, run.isStuck {
      return [
        problem(
          .pastReturn, .critical,
          "the node of \(operation.target?.release.description ?? "the new release") is unhealthy, and its "
            + "ledger was converted: the agent keeps trying to \(operation.phase.words)"
            + (operation.failure.map { "; \($0.text)" } ?? ""),
          hint:
            "\(run.logHint); adnet-agent migrate pause, then adnet-agent swap \(chain) "
            + "VERSION\(view.forAll) with a fixed release; "
            + "/usr/share/doc/adnet-agent/operating.md, \"After a conversion\"")
      ]
    }
    if run.isStuck {
      return [
        problem(
          .wayBackStuck, .critical,
          "the \(operation.kind) can't be rolled back: the agent keeps trying to "
            + "\(operation.phase.words)",
          hint: "\(run.logHint); adnet-agent swap \(chain) VERSION\(view.forAll) takes over")
      ]
    }
    if operation.phase == .lower, run.elapsed >= view.settings.limits.lower {
      return [
        problem(
          .relayStaysUp, .warning, "the relay doesn't stop; clients are served by the node",
          hint: "systemctl status \(view.settings.relayUnit)")
      ]
    }
    return []
  }

  private var ended: [Problem] {
    guard isQuiet, let last = state.lastOperation, let failure = last.failure else { return [] }
    let what: String
    switch last.outcome {
    case .failed: what = "the last \(last.kind)\(last.goalWords) failed"
    case .rolledBack: what = "the last \(last.kind)\(last.goalWords) was rolled back"
    case .done, .superseded, nil: return []
    }
    return [problem(.operationFailed, .warning, "\(what): \(failure.text)", hint: failure.hint)]
  }

  /// Until the next operation: whoever plans it should know.
  private var cutConnections: [Problem] {
    guard isQuiet, let last = state.lastOperation, let adoption = last.adoption, adoption.cut > 0
    else { return [] }
    let reasons = adoption.left.keys.map { $0.rawValue.replacing("_", with: " ") }.sorted()
    return [
      problem(
        .connectionsCut, .notice,
        "the last \(last.kind) cut \(adoption.cut) client connections"
          + (reasons.isEmpty ? "" : " (\(reasons.joined(separator: ", ")))"),
        hint: "adnet-agent operation show \(last.id); drain.grace in [chain.\(chain)]")
    ]
  }

  private var effects: [Problem] {
    // One that is still wanted is tried again within seconds.
    guard let failure = now.effectFailure, failure.count >= 2 else { return [] }
    let age = now.nowBoottimeMs - failure.atBoottimeMs
    // What its operation wanted has ended with it, and is told with its outcome.
    let ended = state.operation == nil ? state.lastOperation?.endedUnixMs : nil
    guard age < 60_000, (ended ?? 0) < now.nowUnixMs - age else { return [] }
    return [
      problem(
        .effectFailed, .warning,
        "\(failure.failure.text) (\(failure.count) times in a row)", hint: failure.failure.hint)
    ]
  }

  private var relay: [Problem] {
    guard isQuiet, !view.wantsShelter(state), view.relayUnits.contains(where: view.runs)
    else { return [] }
    return [
      problem(
        .relayLeftUp, .warning, "the relay is running but not needed",
        hint: "the agent stops it; if it keeps running, systemctl stop "
          + view.settings.drainSockets.joined(separator: " "))
    ]
  }

  /// A ledger backup that is kept: its space grows with every block.
  private var backup: [Problem] {
    guard isQuiet, let backup = state.ledger?.backup, !backup.isOver else { return [] }
    let days = (now.nowUnixMs - backup.atUnixMs) / 86_400_000
    guard days > 0 else { return [] }
    return [
      problem(
        .ledgerBackupKept, .notice,
        "the ledger backup of \(backup.release) has been kept for \(days == 1 ? "a day" : "\(days) days")",
        hint: "adnet-agent migrate finish deletes it")
    ]
  }

  // MARK: Ownership

  var ofOwnership: [Problem] { link + declined + lock }

  private var link: [Problem] {
    switch now.current {
    case .generation: return []
    case .invalid(let reason):
      return [
        problem(
          .currentInvalid, .critical, "the chain's current generation can't be read: \(reason)",
          hint: "adnet-agent swap \(chain) VERSION recreates it")
      ]
    case .missing:
      guard let proven = state.proven else {
        guard state.enabled, isQuiet else { return [] }
        return [
          problem(
            .noRelease, .notice, "the chain is enabled and has no release",
            hint: "adnet-agent swap \(chain) VERSION installs one")
        ]
      }
      return [
        problem(
          .currentMissing, .critical,
          "the chain's current generation is gone; its node can't be started again",
          hint: "adnet-agent swap \(chain) \(proven.release.version) recreates it")
      ]
    }
  }

  private var declined: [Problem] {
    view.settings.owners.compactMap { unit in
      guard let report = view.report(unit), report.state == .declined, unit != owner?.unit
      else { return nil }
      return problem(
        .unitDeclined, .notice, "\(unit) declined to start: \(report.reason)",
        hint: "systemctl disable \(unit)")
    }
  }

  private var lock: [Problem] {
    if report?.state == .lockWait { return [lockProblem("its unit is waiting for it")] }
    let units = view.settings.owners
    guard now.lock == .held, units.allSatisfy(view.isDown) else { return [] }
    return [lockProblem("but no unit of the chain is running")]
  }

  private func lockProblem(_ how: String) -> Problem {
    problem(
      .lockHeld, .critical, "another process holds the chain's lock, \(how)",
      hint: "fuser -v /run/adnet/locks/\(chain).lock shows it; never delete the file")
  }
}

extension Operation {
  /// The words " to RELEASE" where the operation was to put another one in place; empty otherwise.
  var goalWords: String { kind.exchangesRelease ? tried.map { " to \($0)" } ?? "" : "" }
}
