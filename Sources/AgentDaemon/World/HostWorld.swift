import AgentConfig
import AgentCore
import Basics
import DoorAPI
import Health
import HostCore
import LinuxSystem
import OnDisk

/// The host as the loop sees it and acts on it.
final class HostWorld: World {
  let paths: Paths
  let door: DoorClient
  let registry: ChainRegistry
  let publisher: EventPublisher
  private(set) var units: UnitWatch
  private(set) var host: HostMonitor
  /// Whether an operation waits for what probes say.
  private var isOperating = false
  private let stateFile: StateFile<AgentState>
  private let prober = Prober()
  private let wake: WakeUp

  init(
    _ paths: Paths, registry: ChainRegistry, publisher: EventPublisher,
    stateFile: StateFile<AgentState>,
    wake: WakeUp
  ) {
    self.paths = paths
    self.registry = registry
    self.publisher = publisher
    self.stateFile = stateFile
    self.wake = wake
    // On a host that is short of everything one turn may wait for it more than once, and has to be
    // told from a loop that hangs.
    door = DoorClient(paths) { try? ServiceNotice.send(.watchdog) }
    units = UnitWatch(registry.units)
    host = HostMonitor(registry.configuration, paths: paths)
  }

  /// All that goes by the configuration, once that has changed.
  private func setUp() {
    units = UnitWatch(registry.units)
    host = HostMonitor(registry.configuration, paths: paths)
  }

  // MARK: Looking

  var nowBoottimeMs: Int { Int(Clock.boottimeMilliseconds()) }
  var chains: [ChainName] { registry.all.keys.sorted() }

  func settings(of chain: ChainName) -> ChainSettings? { registry[chain]?.reader.settings }

  func owner(of chain: ChainName) -> Generation? {
    ChainFolder(paths, chain).current().generation
  }

  func look(at chain: ChainName, _ state: AgentState) -> ChainObservation? {
    isOperating = state.operation != nil || state.migration?.isUnderWay == true
    guard let managed = registry[chain] else { return nil }
    // Before systemd is asked, which may be busy: a node's death is told at once.
    publisher.tellReports(of: chain, in: registry)
    let seen = observe(chain, managed, state)
    if registry.isRebuilt(chain, by: seen) {
      setUp()
      return nil
    }
    publisher.tellHealth(of: chain, seen, isOrdered: state[chain].operation != nil, in: registry)
    return seen
  }

  /// The view of a chain with the judgement of its health; nothing is reported.
  func observe(
    _ chain: ChainName, _ managed: ManagedChain, _ state: AgentState
  ) -> ChainObservation {
    let settings = managed.reader.settings
    var seen = managed.reader.look(units.look(at: settings.units))
    seen.health = managed.monitor.judge(seen, state[chain])
    seen.peers = managed.monitor.health.standIns(nowMs: seen.nowBoottimeMs)
    seen.configuredPeers = managed.monitor.health.settings.peers.count
    seen.silentPeers = managed.monitor.health.silentPeers
    seen.foreignListeners = managed.monitor.foreignListeners
    (seen.highest, seen.hasAdvanced) = managed.monitor.heights
    seen.secondProcesses = host.vitals.processes.found.filter { second in
      settings.nodeUnits.keys.contains(second.program)
    }
    seen.strayPorts = managed.monitor.health.strayPorts
    seen.requiredUpgrade = managed.monitor.health.requiredUpgrade
    seen.recovers = managed.monitor.recovers()
    seen.quorum = managed.monitor.quorum(seen)
    return seen
  }

  func lookForGates(at chain: ChainName, _ state: AgentState) -> ChainObservation {
    guard let managed = registry[chain] else {
      return ChainObservation(nowUnixMs: 0, nowBoottimeMs: nowBoottimeMs, bootID: "")
    }
    units.distrust(managed.reader.settings.units)
    var seen = observe(chain, managed, state)
    seen.host = host.facts(registry.configuration)
    seen.host.portsOfOthers = portsOfOthers(chain, seen, state)
    seen.ledger = seen.current.generation.map { managed.reader.ledger(of: $0.release.program) }
    // Most units are told no port but the chains': nobody asks for the others then.
    if managed.reader.settings.otherPorts.values.contains(where: { !$0.isEmpty }),
      let ports = try? ListeningPorts.read()
    {
      seen.host.listening = Set(ports.users.keys)
    }
    return seen
  }

  /// Of what the chain is to be started with next.
  private func portsOfOthers(
    _ chain: ChainName, _ seen: ChainObservation, _ state: AgentState
  ) -> [String] {
    let configuration = registry.configuration
    guard let owner = seen.current.generation,
      let next = configuration.start(owner.unit, release: owner.release)
    else { return [] }
    return RunningNodes(paths, configuration).conflicts(of: chain, next, unit: owner.unit) {
      state[$0].desired == .running
    }
  }

  func migrationObservation(
    _ chains: [ChainName: ChainObservation], _ state: AgentState
  ) -> Result<MigrationObservation, Failure> {
    let store = ReleaseStore(paths)
    let installed: [ReleaseID]
    do throws(Failure) { installed = try store.list().installed.map(\.id) } catch {
      return .failure(error)
    }
    var observations: [ChainName: MigrationObservation.Chain] = [:]
    var wanted = Set(state.migration.map { Array($0.releases.values) } ?? [])
    for (chain, seen) in chains {
      guard let settings = settings(of: chain) else { continue }
      if let owner = seen.current.generation { wanted.insert(owner.release) }
      observations[chain] = MigrationObservation.Chain(
        seen, settings, account: registry.configuration.chains[chain]?.user ?? "",
        forecast: publisher.operations.forecast(chain))
    }
    // All of the unified program: a new migration may name any.
    wanted.formUnion(installed.filter { $0.program == ProgramName.unified })
    var fitness: [ReleaseID: ReleaseFitness] = [:]
    for id in installed where wanted.contains(id) {
      fitness[id] = registry.configuration.fitness(of: id, in: store)
    }
    var observation = MigrationObservation(
      nowUnixMs: Int(Clock.unixMilliseconds()), chains: observations, releases: installed,
      fitness: fitness)
    observation.hooks = hooks(state.migration)
    return .success(observation)
  }

  /// Nil where there is no hook.
  private func hooks(_ migration: Migration?) -> [String: UnitState]? {
    guard !registry.configuration.migration.hook.isEmpty else { return nil }
    guard let migration, let step = migration.current else { return [:] }
    let names = MigrationHook.Moment.allCases.map { migration.hook($0, step) }
    units.distrust(names)
    return units.look(at: names)
  }

  // MARK: Remembering and acting

  func save(_ state: AgentState) -> Failure? {
    do throws(Failure) {
      try stateFile.save(state)
      return nil
    } catch { return error }
  }

  func perform(_ effect: Effect, of chain: ChainName?) -> Failure? {
    defer { units.distrust(effect.units) }
    do throws(Failure) {
      if let managed = chain.flatMap({ registry[$0] }) {
        let executor = EffectExecutor(
          door: door, reader: managed.reader, prober: prober, results: managed.monitor.results,
          probed: { [wake] in wake.signal() })
        try executor.perform(effect)
      } else {
        try EffectExecutor.startOrStop(effect, through: door)
      }
      return nil
    } catch { return error }
  }

  func attend(to chain: ChainName, _ seen: ChainObservation) -> Int? {
    guard let managed = registry[chain] else { return nil }
    let report = seen.current.generation.flatMap { seen.supervisors[$0.unit] }
    return managed.monitor.ask(
      prober, nowMs: seen.nowBoottimeMs,
      isReady: report?.state == .ready && report?.bootID == seen.bootID,
      isWatched: isOperating, height: managed.reader.height,
      done: { [wake] in wake.signal() })
  }

  func tell(_ news: LoopNews) { publisher.tell(news) }

  // MARK: What is no chain's

  func lookAtHost() { host.lookAtDue(door, publisher.journal) }

  func lookAtHostSettings() { host.lookAtSettings() }

  /// Has the door apply what the files say.
  func applyConfiguration() throws(Failure) {
    defer {
      registry.reloadConfiguration()
      setUp()
    }
    try keepConfiguration()
  }

  /// Has the files that are configured now kept as applied, and units brought in line with them.
  func keepConfiguration() throws(Failure) {
    _ = try door.ask(.applyConfiguration, timeoutMilliseconds: 25_000)
  }

  /// Has what another version didn't keep made up for. Nothing that runs changes by it.
  ///
  /// - Parameter isFree: whether no operation of the chain is under way.
  func backfill(_ isFree: (ChainName) -> Bool) throws(Failure) {
    // Where no chain has a node there is nothing to be kept yet.
    guard registry.all.values.contains(where: { $0.generation != nil }) else { return }
    if try ConfigurationFiles.applied(paths) == nil || registry.lackStarts {
      try applyConfiguration()
    }
    // Units may be another version's, or somebody's hand's. Whichever chain is named, the door brings
    // those of all in line with what owns them already.
    for chain in chains where isFree(chain) {
      guard let owner = owner(of: chain) else { continue }
      _ = try door.ask(
        .own(chain: chain, generation: owner, settingsOf: nil), timeoutMilliseconds: 25_000)
      break
    }
  }
}
