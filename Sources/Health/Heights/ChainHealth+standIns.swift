extension ChainHealth {
  /// The peers that could answer in the node's place now: they gave a height lately and aren't below
  /// it. By name; nil before anyone was asked.
  public func standIns(nowMs now: Int) -> [String]? {
    guard !settings.peers.isEmpty else { return [] }
    guard settings.peers.contains(where: { checks[CheckID(.height, $0)] != nil }) else {
      return nil
    }
    return settings.peers.filter { isStandIn($0, now) }.sorted()
  }

  /// The peers that don't answer a height, by base URL, sorted.
  public var silentPeers: [String] {
    settings.peers.filter { checks[CheckID(.height, $0)]?.state == .failing }.sorted()
  }

  private func isStandIn(_ peer: String, _ now: Int) -> Bool {
    guard checks[CheckID(.height, peer)]?.state != .failing, let theirs = peerHeights[peer],
      let height = theirs.last, let read = theirs.lastMs
    else { return false }
    let age = now - read
    guard age <= settings.peerFreshMs else { return false }
    guard let own = heights.highest else { return true }
    // It has gone on since it was read, as the node has.
    let since = UInt64(clamping: age / max(1, heights.blockMs ?? Self.slowestBlockMs)) + 1
    return height + since >= own
  }

  /// The slowest chain's (docs/nodes.md): before the chain's own pace is known.
  static let slowestBlockMs = 15_000
}
