import Basics
public import Quorum

extension ChainHealth {
  /// The known participants in consensus. `nowMs` and `nowUnixMs` are one moment.
  ///
  /// - Parameter recovers: the node was started after an unclean end, and hasn't been seen since.
  public func attendance(nowMs now: Int, nowUnixMs: Int, recovers: Bool) -> Attendance {
    let takesPart = !recovers && isInConsensus
    let peers = settings.peers.compactMap { name in
      settings.addresses[name].map { address in
        let seen = presence(of: name, now)
        return Attendance.Peer(
          address, name: name, seen.presence,
          sinceUnixMs: seen.since.map { nowUnixMs - (now - $0) })
      }
    }
    return Attendance(
      own: settings.ownAddress, ownTakesPart: takesPart, peers: peers,
      connected: takesPart ? connected : nil)
  }

  /// A node that surely takes no part takes nothing away when it stops. What isn't known counts as
  /// taking part.
  private var isInConsensus: Bool {
    switch verdict?.state {
    case .stopped, .down, .starting, .stalled, .forked, .needsUpgrade, .crashLoop: false
    case nil, .unknown, .healthy, .degraded, .syncing, .limited, .faulty, .hung, .networkStalled,
      .notListening:
      true
    }
  }

  /// Of a node that was started after an unclean end: whether it has been seen in consensus since. Its
  /// height has to move, and other validators to be connected where it tells them.
  public var isSeenInConsensus: Bool {
    guard let grew = heights.advancedMs, let began = heights.beganMs, grew > began else {
      return false
    }
    return connected.map { $0 > 0 } ?? true
  }

  /// How many validators the node says it is connected to.
  private var connected: Int? {
    if let bft = check(.bft, settings.restRole), bft.state == .passing,
      case .count(let count) = bft.lastPassed?.value
    {
      return count
    }
    for check in checks.values {
      if check.state == .passing, case .metrics(bftPeers: let count?, _) = check.lastPassed?.value {
        return count
      }
    }
    return nil
  }

  /// The presence of a peer by its answers, and since when it isn't up (boot's clock).
  ///
  /// One answer makes it up, so that a returning peer counts at once; it stays up as long as the
  /// checks' thresholds tolerate lost answers.
  private func presence(of peer: String, _ now: Int) -> (
    presence: Attendance.Presence, since: Int?
  ) {
    guard let check = checks[CheckID(.height, peer)], let theirs = peerHeights[peer] else {
      return (.unknown, nil)
    }
    let isBack = check.last?.value != nil
    switch check.state {
    case .failing where !isBack: return (.down, check.failedSinceMs)
    case .unknown, .absent, .limited: return (.unknown, nil)
    case .passing, .failing: break
    }
    guard let read = theirs.lastMs, let height = theirs.last, now - read <= settings.peerFreshMs
    else { return (.unknown, nil) }
    guard height + Self.slack + since(read, now) >= top(now) else {
      return (.behind, theirs.advancedMs)
    }
    // Without a word from this node on who is connected, one who came back has to be seen growing.
    if connected == nil, let failed = check.failedSinceMs, check.successesInRow > 0,
      theirs.advancedMs.map({ $0 <= failed }) ?? true
    {
      return (.behind, failed)
    }
    return (.up, nil)
  }

  /// Nodes of a network that goes on are a block apart; two make no difference.
  private static let slack: UInt64 = 2

  /// The blocks that may have come since a look.
  private func since(_ read: Int, _ now: Int) -> UInt64 {
    UInt64(clamping: (now - read) / max(1, heights.blockMs ?? Self.slowestBlockMs)) + 1
  }

  /// The highest height that anyone gave lately.
  private func top(_ now: Int) -> UInt64 {
    let lately = peerHeights.values.filter { now - ($0.lastMs ?? .min / 2) <= settings.peerFreshMs }
    let own = heights.lastMs.map { now - $0 <= settings.peerFreshMs } == true ? heights.last : nil
    return (lately.compactMap(\.last) + [own].compactMap { $0 }).max() ?? 0
  }
}
