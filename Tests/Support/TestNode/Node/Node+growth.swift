extension Node {
  func heard(_ greeting: PeerGreeting?, asValidator: Bool) {
    guard let greeting else { return }
    if asValidator { committee.met(greeting.identity) }
    if asValidator == settings.isValidator, greeting.height > ledger.height {
      advance(to: greeting.height)
    }
  }

  private var standsStill: Bool { isStalled || settings.faults.isStalled }

  func scheduleBlock() {
    if settings.faults.closesP2P { p2p.stop() }
    if let blockTimer { loop.cancel(blockTimer) }
    blockTimer = loop.after(settings.blockSeconds) { [weak self] in
      guard let self, phase == .up else { return }
      let canAdvance = settings.isValidator && committee.hasQuorum(connected: Set(bft.peers.keys))
      if canAdvance, !standsStill { advance(to: ledger.height + 1) } else { scheduleBlock() }
    }
  }

  private func advance(to height: Int) {
    guard phase == .up, !standsStill else { return }
    ledger.advance(to: height)
    if ledger.height >= lastHeight { Crash.end(mustBeUpgraded, api: settings.api) }
    if settings.upgradeAt != nil, height.isMultiple(of: 10) {
      log.warn("This node must be upgraded; it stops before building block \(lastHeight + 1)")
    }
    if settings.commitBytes > 0 {
      let took = ledger.commit(bytes: settings.commitBytes)
      log.info("Committed block \(height) in \(took) us")
    }
    log.debug("Advanced to block \(height) at round \(height * 2)")
    p2p.announce()
    bft.announce()
    webSocket?.announce()
    scheduleBlock()
  }
}
