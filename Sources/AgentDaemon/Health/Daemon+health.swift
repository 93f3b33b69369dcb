import AgentConfig
import AgentCore
import Chains
import ControlModel
import Health
import HostSafety
import LinuxSystem

extension Daemon {
  /// One look at a chain, with what is thought of its health.
  func look(_ desk: ChainDesk, _ chain: ChainName) -> ChainObservation {
    let settings = desk.eye.settings
    var seen = desk.eye.look(units.look(at: settings.units), failure: desk.effects.last)
    seen.health = desk.health.judge(seen, state[chain])
    seen.peers = desk.health.health.standIns(nowMs: seen.nowBoottimeMs)
    seen.configuredPeers = desk.health.health.settings.peers.count
    seen.silentPeers = desk.health.health.silentPeers
    seen.strangers = desk.health.strangers
    seen.secondProcesses = vitals.processes.found.filter { second in
      settings.nodeUnits.keys.contains(second.program)
    }
    seen.strayPorts = desk.health.health.strayPorts
    seen.recovers = desk.health.recovers()
    seen.quorum = desk.health.quorum(seen)
    seen.isHostBusy = state.chains.contains {
      $0.key != chain && $0.value.operation != nil && desks[$0.key]?.isStuck != true
    }
    let isShared = seen.current.generation?.unit == settings.sharedUnit
    for other in state[chain].operation?.together?.chains ?? (isShared ? settings.companions : []) {
      seen.companions[other] = companion(other)
    }
    return seen
  }

  private func companion(_ chain: ChainName) -> Companion {
    let owner = ChainFolder(paths, chain).current().generation
    guard let desk = desks[chain] else {
      let state = state[chain]
      return Companion(
        owner: owner, operation: state.operation, lastOperation: state.lastOperation)
    }
    return Companion(
      owner: owner, state[chain], seen: desk.seen, settings: desk.eye.settings)
  }

  /// Restarts a process that serves several chains, when one of them is ill and the others allow it.
  func healTogether() {
    guard state.operation == nil, isSaved() else { return }
    var chains: [ChainName: HealingPolicy.Chain] = [:]
    for (chain, desk) in desks {
      guard let seen = desk.seen else { continue }
      chains[chain] = HealingPolicy.Chain(seen, desk.eye.settings)
    }
    guard let next = HealingPolicy.step(state, seeing: chains), remember(next) else { return }
    for chain in desks.keys {
      desks[chain]?.effects = EffectLog()
      desks[chain]?.wakeAt = 0
      publish(chain)
    }
  }

  /// Begins the probes that are due.
  func askHealth(_ chain: ChainName, _ seen: ChainObservation) {
    guard let desk = desks[chain] else { return }
    let report = seen.current.generation.flatMap { seen.supervisors[$0.unit] }
    let due = desk.health.ask(
      prober, nowMs: seen.nowBoottimeMs,
      isReady: report?.state == .ready && report?.bootID == seen.bootID,
      height: desk.eye.height,
      done: { [wake] in wake.signal() })
    desks[chain]?.wakeAt = min(desk.wakeAt, due)
  }

  func tellHealth(_ desk: inout ChainDesk, _ chain: ChainName, _ new: HealthVerdict?) {
    guard let new else { return }
    defer { desk.toldHealth = new.state }
    // What was so when the agent came is in `status`; only what changes is an event.
    guard let old = desk.toldHealth, old != new.state else { return }
    let isOrdered = state[chain].operation != nil
    AgentEvent.healthChanged(chain, from: old, to: new, isOrdered: isOrdered).write(to: journal)
  }

  /// A look for a decision about an order, which asks more of the host.
  func lookForGates(_ desk: ChainDesk, _ chain: ChainName) -> ChainObservation {
    var seen = look(desk, chain)
    seen.host.disk = vitals.refusal
    seen.host.shortMemory = vitals.seen.flatMap(VitalsProblems.shortMemory)
    seen.host.smallForShared = vitals.seen.flatMap(VitalsProblems.smallForUnified)
    seen.host.memory = host.plan.steps.map(\.words)
    seen.host.foreignMemory = host.foreign
    seen.host.upgraders = ProcessState.running(Set(configuration.agent.upgraders))
    seen.host.portsOfOthers = portsOfOthers(chain, seen)
    seen.ledger = seen.current.generation.map { desk.eye.ledger(of: $0.release.program) }
    // Most units are told no port but the chains': nobody asks for the others then.
    if desk.eye.settings.otherPorts.values.contains(where: { !$0.isEmpty }),
      let ports = try? ListeningPorts.read()
    {
      seen.host.listening = Set(ports.users.keys)
    }
    return seen
  }

  /// Of what the chain is to be started with next.
  private func portsOfOthers(_ chain: ChainName, _ seen: ChainObservation) -> [String] {
    guard let owner = seen.current.generation,
      let next = configuration.start(owner.unit, release: owner.release)
    else { return [] }
    return RunningNodes(paths, configuration).conflicts(of: chain, next, unit: owner.unit) {
      state[$0].desired == .running
    }
  }

  // MARK: Asked for

  func why(_ chain: ChainName) throws(Failure) -> ControlReply {
    let desk = try desk(chain)
    let now = lookForGates(desk, chain)
    let gates = AgentPolicy.why(
      state[chain], seeing: now, settings: desk.eye.settings, forecast: ledger.forecast(chain),
      migration: state.migration)
    return .why(
      WhyDocument(
        observedAt: Timestamp(unixMilliseconds: now.nowUnixMs), chain: chain, gates: gates))
  }

  func committee(_ chain: ChainName) throws(Failure) -> ControlReply {
    let desk = try desk(chain)
    let now = look(desk, chain)
    return .committee(
      CommitteeDocument(
        observedAt: Timestamp(unixMilliseconds: now.nowUnixMs), chain: chain, now.quorum,
        addresses: desk.health.health.settings.addresses))
  }

  /// All that is known, or what is known once everything has been asked anew.
  func health(refresh: Bool, _ reply: @escaping @Sendable (ControlReply) -> Void) {
    guard refresh else { return reply(.health(healthDocument())) }
    for (chain, desk) in desks {
      desk.health.refresh()
      desks[chain]?.wakeAt = 0
    }
    refreshing.append(reply)
    lookAtDue()
    answerRefreshed()
  }

  /// Those who asked for a refresh, when its last result is in.
  func answerRefreshed() {
    guard !refreshing.isEmpty, !desks.values.contains(where: \.health.isAsking) else { return }
    lookAtAll()
    let document = healthDocument()
    for reply in refreshing { reply(.health(document)) }
    refreshing = []
  }

  func healthDocument() -> HealthDocument {
    HealthDocument(
      observedAt: Timestamp(unixMilliseconds: Clock.unixMilliseconds()),
      chains: desks.sorted { $0.key < $1.key }.map { chain, desk in
        ChainHealthStatus(desk, state: state[chain])
      })
  }
}
