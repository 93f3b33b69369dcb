import Basics

/// An operation met with an observation: moves from phase to phase until there is something to
/// wait for.
struct OperationRun {
  var operation: Operation
  let state: ChainState
  let view: ChainView
  /// The process that this step found below the height which its chain had.
  var fell: FellProcess?

  enum Result {
    case waits(Decision.Wait)
    case ended(Outcome)
  }

  var now: ChainObservation { view.now }
  var settings: ChainSettings { view.settings }
  var isForward: Bool { operation.direction == .forward }
  var elapsed: Int { max(0, now.nowBoottimeMs - operation.clock.sinceBoottimeMs) }

  /// Above what any path needs at once; a defect in the policy then shows as a slow operation.
  private static let mostMoves = 24
  /// The number of times one phase may be entered again before the way it is on is given up.
  static let mostVisits = 5

  mutating func advance() -> Result {
    resetClockIfMoved()
    if isCommittedByMate { enter(.enable) }
    for _ in 0..<Self.mostMoves {
      var decision = mateFailure.map { .fail($0) } ?? operation.phase.rules.act(&self)
      if case .stay(let wait) = decision, !wait.isPatient { decision = giveUp(wait) ?? decision }
      switch decision {
      case .stay(let wait): return .waits(wait)
      case .end(let outcome): return .ended(outcome)
      case .fail(let failure):
        guard turnBack(failure) else { return .ended(.failed) }
      case .onward:
        guard let next = nextPhase else {
          // Clients are back at the node: whoever has ordered it is told what it lacks.
          guard isForward, operation.kind == .restart, !operation.movesLink,
            let look = lookForRecord()
          else { return .ended(outcome) }
          if case .stay(let wait) = look { return .waits(wait) }
          if case .fail(let failure) = look { operation.failure = failure }
          return .ended(.failed)
        }
        enter(next)
      case .go(let phase):
        guard operation.visits(phase) < Self.mostVisits else {
          if let ended = tooOften(phase) { return .ended(ended) }
          continue
        }
        enter(phase)
      }
    }
    return .waits(Decision.Wait(waitsFor: "the chain's state to settle"))
  }

  // MARK: Moving

  private var nextPhase: Phase? {
    let path = operation.path
    guard let index = path.firstIndex(of: operation.phase), index + 1 < path.count else {
      return nil
    }
    // Enabling a chain that owns nothing yet has nothing to start.
    return operation.target == nil && path[index + 1] == .start ? nil : path[index + 1]
  }

  mutating func enter(_ phase: Phase) {
    let last = operation.timeline.count - 1
    operation.timeline[last].endedUnixMs = now.nowUnixMs
    operation.timeline.append(
      PhaseRecord(phase, operation.direction, startedUnixMs: now.nowUnixMs))
    // A way back may take long: its middle is the least worth keeping.
    if operation.timeline.count > 120 { operation.timeline.remove(at: 90) }
    operation.phase = phase
    operation.clock = PhaseClock(now)
    operation.watchedPID = nil
    // A watch that has to be done again proves nothing yet.
    if phase != .enable { operation.together?.isProven = false }
  }

  private mutating func tooOften(_ phase: Phase) -> Outcome? {
    let failure = Failure(
      .repeats(phase), "cannot \(phase.words): it had to be repeated too often",
      hint: logHint)
    guard isForward else {
      guard phase == .raise || phase == .divert else {
        fallShort(failure)
        return .failed
      }
      operation.parks = false
      enter(.stop)
      return nil
    }
    return turnBack(failure) ? nil : .failed
  }

  /// After a reboot, or when the calendar was set back, the phase's time begins anew.
  private mutating func resetClockIfMoved() {
    if operation.clock.bootID != now.bootID {
      operation.clock = PhaseClock(now)
      operation.watchedPID = nil
    } else if now.nowUnixMs < operation.clock.sinceUnixMs {
      operation.clock.sinceUnixMs = now.nowUnixMs
    }
  }

  // MARK: Time

  func wakeAt(_ wait: Decision.Wait) -> Int {
    // Short at first, when most things happen and clients may wait; a second later on.
    var delay = min(max(elapsed / 8, 10), 1_000)
    if let due = wait.dueIn { delay = min(delay, max(due, 1)) }
    return now.nowBoottimeMs + delay
  }

  var logHint: String {
    let unit = operation.target?.unit ?? operation.from?.unit ?? "adnet-agent.service"
    return "journalctl -u \(unit)"
  }
}
