import Basics

/// Whether a chain's node has come up with less than the chain had.
struct HeightLossWatch {
  let state: ChainState
  let view: ChainView

  private var owner: Generation? { view.now.current.generation }
  private var report: SupervisorReport? { owner.flatMap { view.report($0.unit) } }

  /// Whether the node is a validator. An unknown one counts as such: to keep a client stopped is
  /// the smaller harm.
  var isValidator: Bool { view.now.storage?.isValidator ?? true }

  /// The answer of the owner's own node since it became ready; nil where somebody else may be
  /// who answers, or where it has no REST.
  var answer: (height: UInt64, atUnixMs: Int)? {
    guard let ready = answersSinceUnixMs, let reading = view.height(since: ready),
      let height = reading.height
    else { return nil }
    return (height, reading.atUnixMs)
  }

  private var answersSinceUnixMs: Int? {
    guard let owner, view.isReady(owner), view.now.foreignListeners.isEmpty else { return nil }
    return report?.readyUnixMs
  }

  /// The reason that the running node must not go on; nil while nothing is known against it.
  var fall: Failure? {
    let records = RecordWatch(state: state, view: view)
    if let loss = records.loss { return loss }
    // What ends now writes a record, and nobody could tell any more that it began without one.
    guard let evidence, evidence.isProven, !records.isLooking else { return nil }
    return evidence.failure
  }

  /// The evidence against the node in its answers, whether it proves something or not.
  var evidence: FallEvidence? {
    guard let ready = answersSinceUnixMs else { return nil }
    // One that nobody saw end, as before a reboot, may not have saved all.
    let isClean = report?.exitBefore.map { !$0.isUnclean } ?? false
    return FallEvidence(
      state.fell, report, since: ready, below: state.reached, afterCleanEnd: isClean, view)
  }

  static func fall(
    _ height: UInt64, below reached: ReachedHeight?, afterCleanEnd isClean: Bool, _ view: ChainView
  ) -> Failure? {
    guard let reached, reached.query == view.settings.heightQuery,
      height < reached.floor(afterCleanEnd: isClean)
    else { return nil }
    return Failure(
      .ledgerFell,
      "cannot keep the node: it is at height \(height), and the chain had reached "
        + "\(reached.height): its ledger is lost or replaced",
      hint:
        "put its ledger back, then start the chain; \(acceptance(view)) accepts the lower height")
  }

  static func acceptance(_ view: ChainView) -> String {
    "adnet-agent start \(view.settings.chain)\(view.forAll) --accept-height"
  }

  /// The state with an order to stop the node, which no order but an explicit one starts again.
  func keptStopped(
    _ failure: Failure, id: String? = nil, together: OperationGroup? = nil
  ) -> ChainState {
    let now = view.now
    var next = state
    next.desired = .stopped
    next.healed = nil
    next.fallen = Fallen(failure, atUnixMs: now.nowUnixMs)
    var operation = Operation(
      id: id ?? "\(String(now.nowUnixMs, radix: 36))-hold", kind: .stop,
      chain: view.settings.chain, strategy: .bare, from: owner, target: owner, phase: .halt,
      clock: PhaseClock(now), cause: failure.reason)
    operation.holds = true
    operation.lacksRecord = failure.kind == .recordLost ? true : nil
    operation.together = together
    next.operation = operation
    return next
  }
}

extension HeightLossWatch {
  /// The state with orders to stop every chain of a process that serves several; nil when nothing
  /// is to be stopped.
  static func keptStoppedTogether(
    _ state: AgentState, seeing views: [ChainName: ChainView]
  ) -> AgentState? {
    for (name, view) in views.sorted(by: { $0.key < $1.key }) {
      let watch = HeightLossWatch(state: state[name], view: view)
      guard watch.owner?.unit == view.settings.sharedUnit, watch.isValidator,
        let failure = watch.fall
      else { continue }
      let names = ([name] + view.settings.companions).filter { views[$0] != nil }
      let group = String(view.now.nowUnixMs, radix: 36) + "-hold"
      var next = state
      for one in names {
        guard let view = views[one] else { continue }
        let fallen = next[one].fallen
        next[one] = HeightLossWatch(state: state[one], view: view).keptStopped(
          failure, id: OperationGroup.operationID(group, one),
          together: OperationGroup(group: group, chains: names.filter { $0 != one }))
        // The others' ledgers and records are as they were.
        guard one != name else { continue }
        next[one].fallen = fallen
        next[one].operation?.lacksRecord = fallen?.isOfRecord
      }
      return next
    }
    return nil
  }
}
