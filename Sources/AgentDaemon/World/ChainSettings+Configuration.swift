import AgentConfig
import AgentCore
import Basics

/// A chain's settings as they are configured: time limits, units, ledger.
extension ChainSettings {
  init(_ chain: ChainConfiguration, in configuration: Configuration) {
    let agent = configuration.agent
    var limits = PhaseLimits()
    limits.watch = agent.watchMilliseconds
    // Blocks come every 15 s at the slowest (docs/nodes.md): two of them have to be missed.
    limits.advance = max(3 * agent.watchMilliseconds, 30_000)
    limits.ready = agent.readyTimeoutMilliseconds
    limits.stop = chain.timeouts.stopMilliseconds + 60_000
    limits.grace = chain.drain.graceMilliseconds
    limits.lower = chain.drain.lingerMilliseconds + 60_000
    limits.raise = chain.drain.lingerMilliseconds + 30_000
    limits.park = chain.park.limitMilliseconds
    limits.probeIdle = chain.probe.periodMilliseconds
    limits.probeBusy = min(chain.probe.periodMilliseconds, 500)
    let units = chain.units
    self.init(
      chain: chain.name, nodeUnits: [chain.program: units.own, "adnet": units.unified],
      sockets: units.sockets.map(\.held), drainSockets: units.sockets.map(\.drain),
      relayUnit: units.relay, drainUnit: units.drain, limits: limits)
    sharedUnit = units.shared
    companions = configuration.orderedChains.map(\.name).filter { $0 != chain.name }
    heals = chain.restart.heals
    guardsQuorum = chain.quorum.guards
    comparesFeatures = chain.command.comparesFeatures
    peerRate = chain.peers.rate
    for unit in configuration.unifiedUnits(of: chain) {
      modes[unit.name] = unit.mode
      otherPorts[unit.name] = unit.otherPorts
    }
    ledger = LedgerSettings(
      backsUp: chain.ledger.backsUp,
      moves: chain.ledger(of: chain.program) != chain.ledger(of: ProgramName.unified),
      converts: !chain.ledger.conversion.isEmpty,
      conversionLimit: chain.ledger.conversionMilliseconds)
    if chain.activation.height > 0 {
      activation = Activation(
        height: UInt64(chain.activation.height), version: chain.activation.version,
        lead: UInt64(chain.activation.lead))
    }
    let height = chain.probe.queries.height
    if !height.isUsual { heightQuery = height.identity }
  }
}
