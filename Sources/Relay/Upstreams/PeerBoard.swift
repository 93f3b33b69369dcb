import Basics

/// The choice of the peer for the next request: the one with the fewest under way, among those that
/// may get one.
///
/// Peers limit requests by address, and to them we are one client: each has a window of requests
/// under way that halves when it refuses one and grows by one a window's worth of answers (additive
/// increase, multiplicative decrease, as in RFC 5681).
struct PeerBoard {
  struct Standing {
    let peer: PeerTarget
    var underWay = 0
    var window = Self.widest
    /// Boot time in milliseconds before which it gets nothing.
    var restsUntil: Int64 = 0
    var failures = 0
    var truthful = TruthfulRoute.Knowledge.unknown
    static let widest = 64.0
  }

  enum Pick: Equatable {
    case peer(PeerTarget)
    /// All are busy or resting; from this boot time on it may be otherwise, or when an answer comes.
    case later(Int64)
    /// There is none, or each was tried.
    case none
  }

  private(set) var standings: [Standing] = []
  private var turn = 0

  static let firstRest: Int64 = 250
  static let longestRest: Int64 = 10_000

  var peers: [PeerTarget] { standings.map(\.peer) }

  /// Changes the peers; one that stays keeps its standing.
  mutating func replace(_ peers: [PeerTarget]) {
    standings = peers.map { peer in
      standings.first { $0.peer == peer } ?? Standing(peer: peer)
    }
  }

  mutating func pick(except tried: [PeerTarget], now: Int64) -> Pick {
    var best: Int?
    var soonest = Int64.max
    for step in standings.indices {
      let index = (turn + step) % standings.count
      let standing = standings[index]
      guard !tried.contains(standing.peer) else { continue }
      soonest = min(soonest, max(standing.restsUntil, now + 1))
      guard standing.restsUntil <= now, Double(standing.underWay) < max(1, standing.window)
      else { continue }
      if best.map({ standing.underWay < standings[$0].underWay }) ?? true { best = index }
    }
    guard let best else { return soonest == .max ? .none : .later(soonest) }
    turn = (best + 1) % standings.count
    standings[best].underWay += 1
    return .peer(standings[best].peer)
  }

  mutating func served(_ peer: PeerTarget) {
    change(peer) { standing in
      standing.failures = 0
      standing.window = min(Standing.widest, standing.window + 1 / max(1, standing.window))
    }
  }

  /// Notes that a peer refused a request as one too many.
  mutating func limited(_ peer: PeerTarget, retryAfter: Int64?, now: Int64) {
    change(peer) { standing in
      standing.window = max(1, standing.window / 2)
      let rest = min(max(retryAfter ?? Self.firstRest, Self.firstRest), Self.longestRest)
      standing.restsUntil = max(standing.restsUntil, now + rest)
    }
  }

  /// Notes that a peer couldn't be reached, or went away before it answered.
  mutating func failed(_ peer: PeerTarget, now: Int64) {
    change(peer) { standing in
      standing.failures += 1
      let rest = Self.firstRest << Int64(min(standing.failures, 6))
      standing.restsUntil = max(standing.restsUntil, now + min(rest, Self.longestRest))
    }
  }

  /// Whether the peer has a truthful route, as far as is known.
  func truthful(_ peer: PeerTarget) -> TruthfulRoute.Knowledge {
    standings.first { $0.peer == peer }?.truthful ?? .unknown
  }

  /// Notes whether the peer has a truthful route.
  mutating func learned(_ peer: PeerTarget, _ knowledge: TruthfulRoute.Knowledge) {
    guard let index = standings.firstIndex(where: { $0.peer == peer }) else { return }
    standings[index].truthful = knowledge
  }

  /// Notes that the client left before an answer: nothing was learnt.
  mutating func dropped(_ peer: PeerTarget) { change(peer) { _ in } }

  private mutating func change(_ peer: PeerTarget, _ body: (inout Standing) -> Void) {
    guard let index = standings.firstIndex(where: { $0.peer == peer }) else { return }
    standings[index].underWay = max(0, standings[index].underWay - 1)
    body(&standings[index])
  }
}
