import AgentConfig
import AgentCore
import Basics
import Health

extension NodeObservation {
  init(_ seen: ChainObservation, _ chain: ChainConfiguration, _ state: ChainState) {
    self.init(
      nowMs: seen.nowBoottimeMs, chain: chain.name, isWanted: state.desired == .running)
    isReleaseNew = state.hasNewRelease(atUnixMs: seen.nowUnixMs)
    ports = chain.ports.map {
      ExpectedPort(
        role: $0.role, address: $0.address, port: $0.port, isReady: $0.isReady, isHeld: $0.isHeld,
        udp: $0.udp)
    }
    guard let owner = seen.current.generation else { return }
    unit = owner.unit
    unitState = seen.units[owner.unit]
    guard let report = seen.report(of: owner.unit) else { return }
    self.report = report
    startedMs = report.startedBoottimeMs
    readyMs = report.readyBoottimeMs(by: nowMs)
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
    restRole = chain.heightPort?.role
  }
}
