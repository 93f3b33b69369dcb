import Basics
import LinuxSystem
import Synchronization

/// What all threads of the relay share: where requests go, and what came of them.
final class Switchboard: Sendable {
  struct State {
    var diversion: Diversion
    var peers = PeerBoard()
    /// No node comes back for those who wait.
    var isDismissed = false
    var counts = RelayCounts()
    /// No more clients are taken, and those that are here are let go.
    var isStopping = false
    /// Requests in our hands that nobody can answer now.
    var waiting = 0
    /// Client connections that are open.
    var connections = 0
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

  /// Where a request goes now.
  func choose(for request: Demand, now: Int64) -> Choice {
    state.withLock { state in
      if state.diversion.route == .node { return .node }
      guard request.mayLeaveHost, !state.peers.standings.isEmpty else {
        return .wait(until: state.diversion.since.boottime + state.diversion.parkLimitMilliseconds)
      }
      let limit = request.arrived + state.diversion.parkLimitMilliseconds
      switch state.peers.pick(except: request.tried, now: now) {
      case .peer(let peer): return .peer(peer)
      // Each was tried, or is busy: after a while it may be otherwise.
      case .later, .none: return .wait(until: limit)
      }
    }
  }

  /// What a choice depends on.
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
