import AgentCore
import Basics

/// One run of a scenario: the same seed, pace, faults and mutation give the same run.
public struct Simulation {
  private let scenario: Scenario
  private let machine: SimulatedMachine
  private let host: SimulatedHost
  private let agent: SimulatedAgent
  private let log: Log
  /// Above the longest way there and back, with every fault on it.
  private static let longest = 4 * 3_600_000

  public init(
    _ scenario: Scenario, pace: Pace = Pace(), faults: FaultPlan = .none,
    mutation: Mutation = .none, wantsTranscript: Bool = false
  ) {
    self.scenario = scenario
    log = Log(isWanted: wantsTranscript)
    var names = HostUnits.alone
    if scenario.storage != nil { names.settings.ledger = LedgerSettings(backsUp: false) }
    machine = SimulatedMachine([names], pace: pace, log: log) { _ in (scenario.behaviours, [:]) }
    host = machine.legs[0]
    agent = SimulatedAgent(machine, mutation: mutation, faults: faults)
  }

  public func run() -> RunRecord {
    prepare()
    let refusal = scenario.unattendedMs.map { unattended($0) } ?? untilEnded()
    if refusal == nil, !scenario.staysIll { checkEnd() }
    return RunRecord(
      state: host.disk[host.names.chain], current: host.current, clients: host.clients,
      operations: agent.world.operations, milliseconds: host.now, refusal: refusal,
      violations: machine.violations, transcript: log.lines, heals: agent.world.heals.count,
      health: agent.world.verdicts[0]?.state)
  }

  // MARK: Before

  private func prepare() {
    host.handsOff = scenario.handsOff
    host.network = scenario.network
    host.validators = scenario.validators
    host.peers = scenario.peers
    host.storage = scenario.storage
    var chain = ChainState(enabled: true)
    if let release = scenario.installed {
      let unit = host.names.settings.nodeUnits[release.program] ?? host.names.node
      let owner = Generation(number: 4, unit: unit, release: release)
      host.current = .generation(owner)
      host.settings[4] = SimulatedSettings(configuration: 1, unit: unit)
      chain.proven = owner
      chain.desired = .running
      host.units[unit]?.isEnabled = true
      chain.previous = scenario.previous.map {
        Generation(number: 3, unit: host.names.settings.nodeUnits[$0.program] ?? unit, release: $0)
      }
      if let previous = chain.previous {
        host.settings[3] = SimulatedSettings(configuration: 1, unit: previous.unit)
      }
      do throws(Failure) { try host.start(unit) } catch { host.violate(error.text) }
      if scenario.isDrained { chain.drained = Drained(sinceUnixMs: host.unix, reason: "by hand") }
    }
    if let applied = scenario.applied {
      if applied.isBad { host.badConfigurations = [2, 3] }
      if applied.movesPorts { host.movedPorts = [2, 3] }
      if applied.isTaken, let proven = chain.proven {
        host.current = .generation(
          Generation(number: 5, unit: proven.unit, release: proven.release))
        host.settings[5] = SimulatedSettings(configuration: 2, unit: proven.unit)
      }
    }
    machine.disk[host.names.chain] = chain
    machine.pass(to: 90_000)
    if let applied = scenario.applied { host.configuration = applied.isTaken ? 3 : 2 }
    host.notePeak()
    if scenario.storage != nil { rememberStorage() }
    if scenario.isStopped { stopAtFirst() }
    if scenario.isUnproven {
      machine.disk[host.names.chain].proven = nil
      host.units[host.names.node]?.isEnabled = false
    }
    log.zero = host.now
    host.networkBegan = host.now
    agent.begin()
    // What was ordered before the run has long been done.
    if scenario.isDrained { _ = unattended(10_000) }
    host.isPromised = scenario.promisesClients
    for mishap in scenario.mishaps { host.schedule(.mishap(mishap.what), in: mishap.at) }
  }

  /// The agent has looked after it for long.
  private func rememberStorage() {
    let started = host.reports[host.names.node]?.startedUnixMs ?? 0
    machine.disk[host.names.chain].reached = ReachedHeight(
      host.chainHeight, atUnixMs: host.unix - 600_000)
    machine.disk[host.names.chain].record = RecordSeen(
      path: host.storage?.record, startedUnixMs: started)
  }

  /// An operator has stopped it, some time ago.
  private func stopAtFirst() {
    machine.disk[host.names.chain].desired = .stopped
    for unit in [host.names.socket, host.names.node] { host.stop(unit) }
    machine.pass(to: host.now + 30_000)
  }

  // MARK: The run

  /// Returns why the command was refused, if it was.
  private func untilEnded() -> Failure? {
    let command = Command(id: "op-1", chain: host.names.chain, verb: scenario.verb)
    let begin = host.now
    var quiet = 0
    log.note(host.now, "operator", "\(scenario.verb.words)")
    while host.now - begin < Self.longest, machine.violations.isEmpty {
      do throws(Interruption) {
        let chain = host.disk[host.names.chain]
        if chain.operation == nil, chain.lastOperation?.id != command.id, chain.fallen == nil {
          // An operator whose command was lost with the agent gives it again.
          if let refusal = try agent.take(command, releases: scenario.releases) {
            if refusal.exit == .refused, machine.nextHappening == nil { return refusal }
            machine.pass(to: host.now + 1_000)
          }
        } else if chain.operation == nil {
          quiet += 1
          guard quiet < 8 || !isTidy else { return nil }
        }
        try agent.turn()
      } catch {
        agent.afterwards(error)
      }
    }
    if machine.violations.isEmpty { host.violate("the operation doesn't end") }
    return nil
  }

  /// What the agent does when nobody asks it for anything.
  private func unattended(_ milliseconds: Int) -> Failure? {
    let begin = host.now
    while host.now - begin < milliseconds, machine.violations.isEmpty {
      do throws(Interruption) { try agent.turn() } catch {
        agent.afterwards(error)
      }
    }
    return nil
  }

  // MARK: After

  private var isTidy: Bool {
    let isShut = host.disk[host.names.chain].drained == nil ? !host.isGroupOpen : host.isDiverted
    return isShut && host.clients.relayQueue.isEmpty && (host.listener != nil || !shouldServe)
  }

  private var shouldServe: Bool {
    host.disk[host.names.chain].desired == .running && !host.isLeftOut
  }

  private func checkEnd() {
    let chain = host.disk[host.names.chain]
    host.checkStorage()
    guard shouldServe else {
      // As with systemd's own stop, boot starts a chain again that is only stopped.
      let mayRun = host.wasStartedByHand || host.boots > 1 && chain.enabled
      if !host.nodes.isEmpty, !mayRun { host.violate("a node lives on a stopped chain") }
      return
    }
    if host.listener == nil { host.violate("no node serves in the end") }
    if let proven = chain.proven, host.current != .generation(proven),
      chain.lastOperation?.outcome != .failed
    {
      host.violate("the chain isn't owned by what was proven")
    }
    if scenario.isUnproven, chain.lastOperation?.outcome == .done {
      if host.current.generation != chain.proven { host.violate("what runs well isn't proven") }
      if host.units[host.names.node]?.isEnabled != true { host.violate("boot won't start it") }
    }
    if chain.drained != nil, !host.isDiverted { host.violate("clients go to a drained node") }
    if !host.clients.nodeQueue.isEmpty { host.violate("clients still wait in the end") }
  }
}

extension Command.Verb {
  var words: String {
    switch self {
    case .enable: "enable"
    case .disable: "disable"
    case .start: "start"
    case .stop: "stop"
    case .restart: "restart"
    case .rollback: "rollback"
    case .swap(let version): "swap \(version)"
    case .drain(let how): how.forReboot ? "drain for a reboot" : "drain"
    case .undrain: "undrain"
    }
  }
}
