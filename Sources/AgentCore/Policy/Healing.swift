import Basics
import Quorum

/// Whether the agent restarts a node that hangs or stands still. It does so gracefully, once, and
/// only while the network is seen to go on without it: then it takes nothing from a quorum, and the
/// fault is likely this node's own.
struct Healing {
  let state: ChainState
  let view: ChainView

  enum Decision: Equatable {
    case restart(Generation, reason: String)
    /// Nothing is to be healed.
    case idle
    /// Healing is due, and this is why it isn't done.
    case refuse(String)
  }

  /// The time that a node has to be well before the agent restarts it again, in milliseconds.
  static let settledMs = 600_000
  /// Between two tries that came to nothing before the node was touched.
  private static let retryMs = 60_000

  var decision: Decision {
    guard let health = view.now.health, state.desired == .running, state.operation == nil,
      let owner = view.now.current.generation
    else { return .idle }
    switch health.state {
    case .hung, .stalled: break
    case .networkStalled: return .refuse("the peers have stopped advancing too")
    case .forked: return .refuse("a restart doesn't fix a fork")
    case .needsUpgrade: return .refuse("it needs another release")
    case .crashLoop: return .refuse("its supervisor already keeps restarting it")
    case .unknown, .stopped, .down, .starting, .healthy, .degraded, .syncing, .limited, .faulty,
      .notListening:
      return .idle
    }
    guard state.drained == nil else { return .refuse("it is drained") }
    guard view.settings.heals else { return .refuse("restart.heal is false") }
    guard view.isReady(owner) else { return .refuse("its node isn't ready to be stopped") }
    switch health.network {
    case .advancing: break
    case .flat: return .refuse("the peers have stopped advancing too")
    case .unknown:
      return .refuse(Gate.advanceUnknown(health.networkReason))
    }
    if view.settings.guardsQuorum, let quorum = view.now.quorum, !quorum.margin.mayGo {
      return .refuse("without it the chain would have no quorum")
    }
    if let healed = state.healed {
      let minutes = max(0, view.now.nowUnixMs - healed.atUnixMs) / 60_000
      return .refuse("it was restarted \(minutes) min ago and has been unhealthy since")
    }
    if let last = state.lastOperation, last.cause != nil, let ended = last.endedUnixMs,
      (0..<Self.retryMs).contains(view.now.nowUnixMs - ended)
    {
      return .refuse("the last restart has just failed")
    }
    guard !view.now.isHostBusy else { return .refuse("another operation is under way") }
    if owner.unit == view.settings.sharedUnit, let why = obstacle ?? companionsObstacle(owner) {
      return .refuse(why)
    }
    return .restart(owner, reason: health.reason)
  }

  /// The reason that a process serving this chain among others may not be restarted, whichever of
  /// them is ill: that takes this chain's node away, too. Nil when it may.
  var obstacle: String? {
    guard state.drained == nil else { return "it is drained" }
    guard view.settings.heals else { return "restart.heal is false" }
    guard state.operation == nil, state.desired == .running,
      let owner = view.now.current.generation, view.isReady(owner)
    else { return "its node isn't ready to be stopped" }
    switch view.now.health?.state {
    case .healthy, .degraded, .limited, .hung, .stalled: break
    case nil, .unknown: return "it hasn't been checked yet"
    case .networkStalled: return "the peers have stopped advancing"
    case .stopped, .down, .starting, .syncing, .faulty, .forked, .needsUpgrade, .crashLoop,
      .notListening:
      return "it is \(view.now.health?.state.rawValue.replacing("_", with: " ") ?? "")"
    }
    if state.healed != nil { return "it was restarted recently" }
    // What an operator's order would be asked, too.
    return GateJudge(
      kind: .restart, strategy: view.strategy, chain: state, view: view, target: owner
    ).beforeStop().blocked.first?.text
  }

  private func companionsObstacle(_ owner: Generation) -> String? {
    for chain in view.settings.companions {
      let words = "its process also serves chain \(chain)"
      guard let companion = view.now.companions[chain], companion.owner?.unit == owner.unit else {
        return "\(words), whose owner is unknown"
      }
      if let why = companion.obstacle { return "\(words): \(why)" }
    }
    return nil
  }

  /// True when the restart before has done its work.
  var isSettled: Bool {
    guard state.healed != nil, let health = view.now.health else { return false }
    // A WebSocket that never answers doesn't make it ill for good.
    return (health.state == .healthy || health.state == .degraded)
      && view.now.nowBoottimeMs - health.sinceBoottimeMs >= Self.settledMs
  }

  func begun(
    _ owner: Generation, reason: String, id: String? = nil, together: OperationGroup? = nil
  ) -> ChainState {
    let now = view.now
    var next = state
    next.healed = Healed(atUnixMs: now.nowUnixMs, reason: reason)
    var operation = Operation(
      id: id ?? "\(String(now.nowUnixMs, radix: 36))-heal", kind: .restart,
      chain: view.settings.chain,
      strategy: view.strategy, from: owner, target: owner,
      phase: Operation.path(.restart, .forward)[0], clock: PhaseClock(now),
      baselineHeight: view.height(since: 0)?.height, cause: reason)
    operation.together = together
    next.operation = operation
    return next
  }
}
