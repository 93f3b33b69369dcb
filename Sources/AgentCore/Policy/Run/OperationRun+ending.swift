import Basics

/// When to stop hoping, where to go then, and what remains.
extension OperationRun {
  /// The time that the phase may take, in milliseconds.
  var limit: Int { operation.phase.rules.limit(self) }

  /// The reason to stop waiting; nil while there is none.
  func exhausted(_ wait: Decision.Wait) -> Failure? {
    let phase = operation.phase
    if let last = now.effectFailure, last.count >= settings.limits.effectTries,
      last.atBoottimeMs >= operation.clock.sinceBoottimeMs,
      last.effect != .routeRelay || phase == .divert
    {
      return Failure(
        .failed(phase), "cannot \(phase.words): \(last.failure.text)",
        hint: last.failure.hint ?? logHint)
    }
    guard elapsed >= limit else { return nil }
    return Failure(
      .timedOut(phase),
      "cannot \(phase.words): timed out after \(elapsed / 1_000) s waiting for \(wait.waitsFor)",
      hint: logHint)
  }

  /// The decision instead of waiting on; nil to wait on.
  mutating func giveUp(_ wait: Decision.Wait) -> Decision? {
    guard let failure = exhausted(wait) else { return nil }
    return operation.phase.rules.giveUp(&self, failure)
  }

  /// The decision of most phases: the way forward fails, and the way back is given up later.
  mutating func giveUpOrdinarily(_ failure: Failure) -> Decision? {
    guard !isPastReturn else { return nil }
    return isForward ? .fail(failure) : wayBackEnds(failure)
  }

  /// In the end clients are better off in the node's own queue than with a bad node. Not soon: what
  /// keeps the relay from coming up mostly keeps the node from being stopped, too.
  mutating func goWithoutShelter(_ failure: Failure) -> Decision? {
    if isForward { return .fail(failure) }
    guard elapsed >= 4 * limit else { return nil }
    operation.parks = false
    return .go(.stop)
  }

  /// A way back ends, too, when what it waits for isn't going to come by itself: an operator has to
  /// choose then, and no order is to wait for it. What can come back within minutes (a full disk, the
  /// door) is waited for.
  mutating func wayBackEnds(_ failure: Failure) -> Decision? {
    elapsed >= operation.phase.rules.patience * limit ? wayBackFails(failure) : nil
  }

  /// The end of a way back whose node doesn't serve again.
  mutating func wayBackFails(_ failure: Failure) -> Decision {
    fallShort(failure)
    return .end(.failed)
  }

  mutating func fallShort(_ failure: Failure) {
    guard let first = operation.failure else { return }
    operation.failure = Failure(
      first.kind, "\(first.text); the rollback failed as well: \(failure.text)",
      hint: failure.hint ?? first.hint, exit: first.exit)
  }

  /// A way back that doesn't get anywhere, or one forward from which there is none back. It goes on
  /// trying, but an operator may take over.
  var isStuck: Bool {
    guard operation.direction == .back || isPastReturn else { return false }
    if exhausted(Decision.Wait(waitsFor: "")) != nil { return true }
    // Only what has no way back is tried that often.
    if operation.visits(operation.phase) > Self.mostVisits { return true }
    guard operation.phase == .start, let target = operation.target else { return false }
    return startFailure(target) != nil
  }

  /// Turns towards what served before. False when there is no such thing.
  mutating func turnBack(_ failure: Failure) -> Bool {
    operation.failure = operation.failure ?? failure
    // Not what another chain of the same process has lost.
    if records.loss != nil { operation.lacksRecord = true }
    guard !isPastReturn else {
      enter(owesGrant ? .grant : .start)
      return true
    }
    let mayBack: Bool
    switch operation.kind {
    case .start: mayBack = isForward && operation.movesLink
    case .stop, .enable, .disable, .undrain: mayBack = false
    case .install, .swap, .rollback, .restart, .drain: mayBack = isForward
    }
    guard mayBack else { return false }
    operation.direction = .back
    guard operation.kind != .install, let from = operation.from else {
      enter(.halt)
      return true
    }
    // Whatever was applied since, it is started as it was.
    operation.settingsOf = operation.returnsTo ?? from.number
    if let entry = operation.phase.rules.turnsBackTo {
      operation.target = from
      enter(entry)
      return true
    }
    guard operation.movesLink else {
      enter(.start)
      return true
    }
    // Its link was never moved, so nothing has to be written: the disk may be what is full.
    if now.current == .generation(from) {
      operation.target = from
      enter(backEntry)
      return true
    }
    let used = max(now.current.generation?.number ?? 0, operation.target?.number ?? 0)
    operation.target = Generation(number: used + 1, unit: from.unit, release: from.release)
    enter(backEntry)
    return true
  }

  private var backEntry: Phase {
    guard operation.kind != .start else { return .halt }
    return !operation.parks || view.isDiverted ? .stop : .raise
  }

  /// The outcome at the end of the path.
  var outcome: Outcome {
    if isForward { return .done }
    return operation.nodeStopped && operation.movesLink && operation.kind != .install
      ? .rolledBack : .failed
  }

  func ended(_ outcome: Outcome) -> ChainState {
    var last = operation
    last.timeline[last.timeline.count - 1].endedUnixMs = now.nowUnixMs
    last.outcome = outcome
    last.endedUnixMs = now.nowUnixMs
    var next = state
    next.operation = nil
    next.lastOperation = last
    next.fell = fell ?? next.fell
    next.rememberLedger(of: last, atUnixMs: now.nowUnixMs)
    if let height = last.reachedHeight, last.acceptedHeight == nil,
      next.reached?.query == settings.heightQuery
    {
      next.reached.note(height, atUnixMs: now.nowUnixMs, query: settings.heightQuery)
    }
    // It is in use again.
    if last.target?.unit == next.retired?.unit, outcome == .done || outcome == .rolledBack {
      next.retired = nil
    }
    // The same once more under another number, which the next way back leads to.
    if last.direction == .back, let target = last.target, target != last.from,
      let like = last.settingsOf, like == state.proven?.number, view.isReady(target)
    {
      next.proven = target
    }
    if last.lacksRecord == true, last.acceptedHeight == nil, !nodeUnits.contains(where: view.runs) {
      let loss = RecordWatch.loss(
        "cannot keep the node: it ran without its safety record", state.record?.path, view)
      next.fallen = state.fallen ?? Fallen(last.failure ?? loss, atUnixMs: now.nowUnixMs)
      next.desired = .stopped
    }
    switch outcome {
    case .done where last.settles:
      next.prove(last.target)
    case .done where last.path.contains(.halt):
      // Nobody is kept waiting for a chain that was stopped.
      next.drained = nil
    case .rolledBack:
      next.proven = last.target
    case .failed where last.cause != nil && !last.nodeStopped:
      // A restart of ours that never touched the node was none.
      next.healed = nil
    case .failed where last.kind == .drain:
      next.drained = nil
    case .failed where last.kind == .install:
      next.desired = .stopped
    case .failed where last.holds == true: break
    case .failed where last.path.contains(.halt):
      // An order to stop that came to nothing leaves the chain as it was.
      guard last.target != nil, nodeUnits.contains(where: view.runs) else { break }
      next.desired = .running
      next.enabled = true
    case .done, .failed, .superseded:
      break
    }
    return next
  }
}
