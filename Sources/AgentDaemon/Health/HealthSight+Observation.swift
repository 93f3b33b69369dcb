import AgentConfig
import AgentCore
import Health

extension HealthSight {
  init(_ seen: ChainObservation, _ chain: ChainConfiguration, isWanted: Bool) {
    self.init(nowMs: seen.nowBoottimeMs, chain: chain.name, isWanted: isWanted)
    ports = chain.ports.map {
      DeclaredPort(
        role: $0.role, address: $0.address, port: $0.port, isReady: $0.isReady, isHeld: $0.isHeld)
    }
    guard let owner = seen.current.generation else { return }
    unit = owner.unit
    unitState = seen.units[owner.unit]
    guard let report = seen.report(of: owner.unit) else { return }
    self.report = report
    startedMs = report.startedBoottimeMs
    if let started = report.startedBoottimeMs, let startedUnix = report.startedUnixMs,
      let ready = report.readyUnixMs
    {
      // A calendar that was set in between can't make it ready before its start or in the future.
      readyMs = min(max(started, started + ready - startedUnix), nowMs)
    }
  }
}

extension HealthSettings {
  init(_ chain: ChainConfiguration) {
    self.init()
    let probe = chain.probe
    thresholds = CheckHistory.Thresholds(failures: probe.failures, successes: probe.successes)
    stallMs = probe.stallMilliseconds
    quietMs = probe.quietMilliseconds
    startGraceMs = chain.timeouts.startGraceMilliseconds
    peerPeriodMs = probe.periodMilliseconds * 3
    peers = chain.peers.members.map(\.url)
    for peer in chain.peers.members { addresses[peer.url] = peer.address }
    ownAddress = chain.quorum.address.isEmpty ? nil : chain.quorum.address
    restRole = chain.port("rest")?.role
  }
}
