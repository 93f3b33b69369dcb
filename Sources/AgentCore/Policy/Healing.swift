import Quorum

/// Whether the agent restarts a node that hangs or stands still. It does so gracefully, once, and
/// only while the network is seen to go on without it: then it takes nothing from a quorum, and the
/// fault is likely this node's own.
struct Healing {
  let state: ChainState
  let sight: ChainSight

  enum Decision: Equatable {
    case restart(Generation, reason: String)
    /// Nothing is to be healed.
    case idle
    /// Something is, and why it isn't done.
    case refuse(String)
  }

  /// How long a node has to be well before it may be restarted by us again, in milliseconds.
  static let settledMs = 600_000
  /// Between two tries that came to nothing before the node was touched.
  private static let retryMs = 60_000

  var decision: Decision {
    guard let health = sight.now.health, state.desired == .running, state.operation == nil,
      let owner = sight.now.current.generation
    else { return .idle }
    switch health.state {
    case .hung, .stalled: break
    case .networkStalled: return .refuse("the peers stand still as well")
    case .forked: return .refuse("no restart mends a fork")
    case .needsUpgrade: return .refuse("only another release helps")
    case .crashLoop: return .refuse("its supervisor starts it again and again already")
    case .unknown, .stopped, .down, .starting, .healthy, .degraded, .syncing, .limited, .faulty,
      .notListening:
      return .idle
    }
    guard state.drained == nil else { return .refuse("it is drained") }
    guard sight.settings.heals else { return .refuse("restart.heal is false") }
    guard sight.isReady(owner) else { return .refuse("its node isn't ready to be stopped") }
    switch health.network {
    case .advancing: break
    case .flat: return .refuse("the peers stand still as well")
    case .unknown:
      return .refuse("nobody knows whether the network goes on: \(health.networkReason)")
    }
    guard owner.unit != sight.settings.sharedUnit else {
      return .refuse("its process serves another chain as well")
    }
    if sight.settings.guardsQuorum, let quorum = sight.now.quorum, !quorum.margin.mayGo {
      return .refuse("without it the chain would have no quorum")
    }
    if let healed = state.healed {
      let minutes = max(0, sight.now.nowUnixMs - healed.atUnixMs) / 60_000
      return .refuse("it was restarted \(minutes) min ago, and isn't well since")
    }
    if let last = state.lastOperation, last.cause != nil, let ended = last.endedUnixMs,
      (0..<Self.retryMs).contains(sight.now.nowUnixMs - ended)
    {
      return .refuse("the last try has just failed")
    }
    guard !sight.now.isHostBusy else { return .refuse("another operation is under way") }
    return .restart(owner, reason: health.reason)
  }

  /// True when the restart before has done its work.
  var isSettled: Bool {
    guard state.healed != nil, let health = sight.now.health else { return false }
    // A WebSocket that never answers doesn't make it ill for good.
    return (health.state == .healthy || health.state == .degraded)
      && sight.now.nowBoottimeMs - health.sinceBoottimeMs >= Self.settledMs
  }

  func begun(_ owner: Generation, reason: String) -> ChainState {
    let now = sight.now
    var next = state
    next.healed = Healed(atUnixMs: now.nowUnixMs, reason: reason)
    next.operation = Operation(
      id: "\(String(now.nowUnixMs, radix: 36))-heal", kind: .restart, chain: sight.settings.chain,
      strategy: sight.strategy, from: owner, target: owner,
      phase: Operation.path(.restart, .forward)[0], clock: PhaseClock(now),
      baselineHeight: sight.height(since: 0)?.height, cause: reason)
    return next
  }
}
