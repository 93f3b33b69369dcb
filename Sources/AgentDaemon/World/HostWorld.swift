import AgentConfig
import AgentCore
import Basics
import DoorAPI
import Health
import HostSafety
import LinuxSystem
import OnDisk

/// The host as the loop sees it and acts on it.
final class HostWorld: World {
  let paths: Paths
  let door: DoorClient
  let desks: ChainDesks
  let teller: Teller
  private(set) var units: UnitWatch
  private(set) var host: HostWatch
  private let stateFile: StateFile<AgentState>
  private let prober = Prober()
  private let wake: WakeUp

  init(
    _ paths: Paths, desks: ChainDesks, teller: Teller, stateFile: StateFile<AgentState>,
    wake: WakeUp
  ) {
    self.paths = paths
    self.desks = desks
    self.teller = teller
    self.stateFile = stateFile
    self.wake = wake
    // On a host that is short of everything one turn may wait for it more than once, and has to be
    // told from a loop that hangs.
    door = DoorClient(paths) { try? ServiceNotice.send(.watchdog) }
    units = UnitWatch(desks.units)
    host = HostWatch(desks.configuration, paths: paths)
  }

  /// All that goes by the configuration, once that has changed.
  private func setUp() {
    units = UnitWatch(desks.units)
    host = HostWatch(desks.configuration, paths: paths)
  }

  // MARK: Looking

  var nowBoottimeMs: Int { Int(Clock.boottimeMilliseconds()) }
  var chains: [ChainName] { desks.all.keys.sorted() }

  func settings(of chain: ChainName) -> ChainSettings? { desks[chain]?.eye.settings }

  func owner(of chain: ChainName) -> Generation? {
    ChainFolder(paths, chain).current().generation
  }

  func look(at chain: ChainName, _ state: AgentState) -> ChainObservation? {
    guard let desk = desks[chain] else { return nil }
    // Before systemd is asked, which may be busy: a node's death is told at once.
    teller.tellReports(of: chain, in: desks)
    let seen = observe(chain, desk, state)
    if desks.isRefurnished(chain, by: seen) {
      setUp()
      return nil
    }
    teller.tellHealth(of: chain, seen, isOrdered: state[chain].operation != nil, in: desks)
    return seen
  }

  /// The sight of a chain with the judgement of its health; nothing is reported.
  func observe(
    _ chain: ChainName, _ desk: ChainDesk, _ state: AgentState
  ) -> ChainObservation {
    let settings = desk.eye.settings
    var seen = desk.eye.look(units.look(at: settings.units))
    seen.health = desk.health.judge(seen, state[chain])
    seen.peers = desk.health.health.standIns(nowMs: seen.nowBoottimeMs)
    seen.configuredPeers = desk.health.health.settings.peers.count
    seen.silentPeers = desk.health.health.silentPeers
    seen.strangers = desk.health.strangers
    seen.secondProcesses = host.vitals.processes.found.filter { second in
      settings.nodeUnits.keys.contains(second.program)
    }
    seen.strayPorts = desk.health.health.strayPorts
    seen.recovers = desk.health.recovers()
    seen.quorum = desk.health.quorum(seen)
    return seen
  }

  func lookForGates(at chain: ChainName, _ state: AgentState) -> ChainObservation {
    guard let desk = desks[chain] else {
      return ChainObservation(nowUnixMs: 0, nowBoottimeMs: nowBoottimeMs, bootID: "")
    }
    units.distrust(desk.eye.settings.units)
    var seen = observe(chain, desk, state)
    seen.host = host.facts(desks.configuration)
    seen.host.portsOfOthers = portsOfOthers(chain, seen, state)
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
  private func portsOfOthers(
    _ chain: ChainName, _ seen: ChainObservation, _ state: AgentState
  ) -> [String] {
    let configuration = desks.configuration
    guard let owner = seen.current.generation,
      let next = configuration.start(owner.unit, release: owner.release)
    else { return [] }
    return RunningNodes(paths, configuration).conflicts(of: chain, next, unit: owner.unit) {
      state[$0].desired == .running
    }
  }

  func migrationSight(
    _ chains: [ChainName: ChainObservation], _ state: AgentState
  ) -> Result<MigrationSight, Failure> {
    let store = ReleaseStore(paths)
    let installed: [ReleaseID]
    do throws(Failure) { installed = try store.list().installed.map(\.id) } catch {
      return .failure(error)
    }
    var sights: [ChainName: MigrationSight.Chain] = [:]
    var wanted = Set(state.migration.map { Array($0.releases.values) } ?? [])
    for (chain, seen) in chains {
      guard let settings = settings(of: chain) else { continue }
      if let owner = seen.current.generation { wanted.insert(owner.release) }
      sights[chain] = MigrationSight.Chain(
        seen, settings, account: desks.configuration.chains[chain]?.user ?? "",
        forecast: teller.operations.forecast(chain))
    }
    // All of the unified program: a new migration may name any.
    wanted.formUnion(installed.filter { $0.program == ProgramName.unified })
    var fitness: [ReleaseID: ReleaseFitness] = [:]
    for id in installed where wanted.contains(id) {
      fitness[id] = desks.configuration.fitness(of: id, in: store)
    }
    var sight = MigrationSight(
      nowUnixMs: Int(Clock.unixMilliseconds()), chains: sights, releases: installed,
      fitness: fitness)
    sight.hooks = hooks(state.migration)
    return .success(sight)
  }

  /// Nil where there is no hook.
  private func hooks(_ migration: Migration?) -> [String: UnitState]? {
    guard !desks.configuration.migration.hook.isEmpty else { return nil }
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
      if let desk = chain.flatMap({ desks[$0] }) {
        let hand = EffectHand(
          door: door, eye: desk.eye, prober: prober, results: desk.health.results,
          probed: { [wake] in wake.signal() })
        try hand.perform(effect)
      } else {
        try EffectHand.startOrStop(effect, through: door)
      }
      return nil
    } catch { return error }
  }

  func attend(to chain: ChainName, _ seen: ChainObservation) -> Int? {
    guard let desk = desks[chain] else { return nil }
    let report = seen.current.generation.flatMap { seen.supervisors[$0.unit] }
    return desk.health.ask(
      prober, nowMs: seen.nowBoottimeMs,
      isReady: report?.state == .ready && report?.bootID == seen.bootID,
      height: desk.eye.height,
      done: { [wake] in wake.signal() })
  }

  func tell(_ news: LoopNews) { teller.tell(news) }

  // MARK: What is no chain's

  func lookAtHost() { host.lookAtDue(door, teller.journal) }

  func lookAtHostSafety() { host.lookAtSafety() }

  /// Has the door apply what the files say.
  func applyConfiguration() throws(Failure) {
    defer {
      desks.takeUpConfiguration()
      setUp()
    }
    _ = try door.ask(.applyConfiguration, timeoutMilliseconds: 25_000)
  }

  /// Has what another version didn't keep made up for. Nothing that runs changes by it.
  ///
  /// - Parameter isFree: whether no operation of the chain is under way.
  func takeOver(_ isFree: (ChainName) -> Bool) throws(Failure) {
    // Where no chain has a node there is nothing to be kept yet.
    guard desks.all.values.contains(where: { $0.generation != nil }) else { return }
    if try ConfigurationFiles.applied(paths) == nil || desks.lackStarts {
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
