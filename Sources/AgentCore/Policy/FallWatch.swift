import Basics

/// Whether a chain's node has come up with less than the chain had.
struct FallWatch {
  let state: ChainState
  let sight: ChainSight

  private var owner: Generation? { sight.now.current.generation }
  private var report: SupervisorReport? { owner.flatMap { sight.report($0.unit) } }

  /// Whether the node is a validator. An unknown one counts as such: to keep a client stopped is
  /// the smaller harm.
  var isValidator: Bool { sight.now.storage?.isValidator ?? true }

  /// The answer of the owner's own node since it became ready; nil where somebody else may be
  /// who answers, or where it has no REST.
  var answer: (height: UInt64, atUnixMs: Int)? {
    guard let owner, sight.isReady(owner), sight.now.strangers.isEmpty,
      let ready = report?.readyUnixMs, let reading = sight.height(since: ready),
      let height = reading.height
    else { return nil }
    return (height, reading.atUnixMs)
  }

  /// The reason that the running node must not go on; nil while nothing is known against it.
  var fall: Failure? {
    let records = RecordWatch(state: state, sight: sight)
    if let loss = records.loss { return loss }
    // What ends now writes a record, and nobody could tell any more that it began without one.
    guard let answer, !records.isLooking else { return nil }
    // One that nobody saw end, as before a reboot, may not have saved all.
    let isClean = report?.exitBefore.map { !$0.isUnclean } ?? false
    return Self.fall(answer.height, below: state.reached, afterCleanEnd: isClean, sight)
  }

  static func fall(
    _ height: UInt64, below reached: Reached?, afterCleanEnd isClean: Bool, _ sight: ChainSight
  ) -> Failure? {
    guard let reached, height < reached.floor(afterCleanEnd: isClean) else { return nil }
    return Failure(
      .ledgerFell,
      "cannot keep the node: it is at height \(height), and the chain had reached "
        + "\(reached.height): its ledger is lost or replaced",
      hint:
        "put its ledger back, then start the chain; \(acceptance(sight)) accepts the lower height")
  }

  static func acceptance(_ sight: ChainSight) -> String {
    "adnet-agent start \(sight.settings.chain)\(sight.forAll) --accept-height"
  }

  /// The state with an order to stop the node, which no order but an explicit one starts again.
  func held(_ failure: Failure, id: String? = nil, together: Together? = nil) -> ChainState {
    let now = sight.now
    var next = state
    next.desired = .stopped
    next.healed = nil
    next.fallen = Fallen(failure, atUnixMs: now.nowUnixMs)
    var operation = Operation(
      id: id ?? "\(String(now.nowUnixMs, radix: 36))-hold", kind: .stop,
      chain: sight.settings.chain, strategy: .bare, from: owner, target: owner, phase: .halt,
      clock: PhaseClock(now), cause: failure.reason)
    operation.holds = true
    operation.lacksRecord = failure.kind == .recordLost ? true : nil
    operation.together = together
    next.operation = operation
    return next
  }
}

extension FallWatch {
  /// The state with orders to stop every chain of a process that serves several; nil when nothing
  /// is to be stopped.
  static func heldTogether(
    _ state: AgentState, seeing sights: [ChainName: ChainSight]
  ) -> AgentState? {
    for (name, sight) in sights.sorted(by: { $0.key < $1.key }) {
      let watch = FallWatch(state: state[name], sight: sight)
      guard watch.owner?.unit == sight.settings.sharedUnit, watch.isValidator,
        let failure = watch.fall
      else { continue }
      let names = ([name] + sight.settings.companions).filter { sights[$0] != nil }
      let group = String(sight.now.nowUnixMs, radix: 36) + "-hold"
      var next = state
      for one in names {
        guard let sight = sights[one] else { continue }
        let fallen = next[one].fallen
        next[one] = FallWatch(state: state[one], sight: sight).held(
          failure, id: "\(group)-\(one)",
          together: Together(group: group, chains: names.filter { $0 != one }))
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
