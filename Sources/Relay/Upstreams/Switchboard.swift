import Basics
import LinuxSystem
import Synchronization

/// The state that all threads of the relay share: where requests go, and what came of them.
final class Switchboard: Sendable {
  struct State {
    var diversion: Diversion
    var peers = PeerBoard()
    /// Whether no node comes back for those who wait.
    var isDismissed = false
    var counts = RelayCounts()
    /// Whether no more clients are taken, and those that are here are let go.
    var isStopping = false
    /// Requests in our hands that nobody can answer now.
    var waiting = 0
    /// Requests whose large body is kept.
    var largeBodies = 0
    /// Client connections that are open.
    var connections = 0
    /// Connections of the last take-over that the node ended although they are ours.
    var endedByNode = 0

    /// Whether neither a node nor a peer can be asked.
    var isWithoutHelp: Bool { diversion.route == .relay && peers.standings.isEmpty }
  }

  private let state: Mutex<State>

  let limits: ClientLimits

  init(_ diversion: Diversion, _ limits: ClientLimits) {
    state = Mutex(State(diversion: diversion))
    self.limits = limits
  }

  func read<T: Sendable>(_ body: (borrowing State) -> T) -> T { state.withLock { body($0) } }
  @discardableResult
  func change<T: Sendable>(_ body: (inout State) -> T) -> T { state.withLock { body(&$0) } }

  /// The choice of where a request goes now.
  func choose(for request: Demand, now: Int64) -> Choice {
    state.withLock { state in
      if state.diversion.route == .node { return .node }
      guard request.mayLeaveHost, !state.peers.standings.isEmpty else {
        return .wait(until: state.diversion.waitEnds(of: request.arrived))
      }
      let limit = request.arrived + state.diversion.parkLimitMilliseconds
      switch state.peers.pick(except: request.tried, now: now) {
      case .peer(let peer): return .peer(peer)
      // Each was tried, or is busy: after a while it may be otherwise.
      case .later, .none: return .wait(until: limit)
      }
    }
  }

  // MARK: What came of requests

  func answered(by upstream: Upstream) {
    change { state in
      switch upstream {
      case .node: state.counts.byNode += 1
      case .peer(let peer):
        state.counts.byPeers += 1
        state.peers.served(peer)
      }
    }
  }

  /// Takes back a request that `upstream` doesn't answer any more, without having learnt anything of it.
  func dropped(_ upstream: Upstream) {
    if let peer = upstream.peer { change { $0.peers.dropped(peer) } }
  }

  // MARK: How long clients stay

  /// Whether a client has kept a connection without a request for too long. One that the node had is
  /// given the time that its node would have given it, as far as we can.
  ///
  /// - Parameter since: boot time in milliseconds of the last thing that happened.
  func isIdleTooLong(since: Int64, isAdopted: Bool, now: Int64) -> Bool {
    read { state in
      if state.isDismissed { return true }
      // From when it could go to the node.
      if state.diversion.route == .node {
        return now - max(since, state.diversion.since.boottime) > limits.linger
      }
      return !isAdopted && now - since > limits.keepAlive
    }
  }

  /// The properties of a request that a choice depends on.
  struct Demand {
    /// Boot time in milliseconds.
    let arrived: Int64
    /// Whether a peer may see and answer it.
    var mayLeaveHost: Bool
    var tried: [PeerTarget] = []
  }

  enum Choice: Equatable {
    case node
    case peer(PeerTarget)
    /// 503 at `until`.
    case wait(until: Int64)
  }
}
