import AgentConfig
import AgentCore
import Chains
import ConfigurationFiles
import ControlAPI
import ControlModel
import DoorAPI
import JournalLog
import LinuxSystem
import StateStore

/// The control loop: observe, decide, remember, act. All of it on one thread.
///
/// Nothing here is needed for a node to run: it may be killed at any moment, and the next one
/// resumes from the state file and from what it sees.
final class Daemon {
  let paths: Paths
  let journal = Journal()
  let door: DoorClient
  let prober = Prober()
  private let listeners = ListenerTable()
  private let starts: StartLog
  let mailbox: ControlMailbox
  let ledger: OperationLedger
  let since: Int64
  let stateFile: StateFile<AgentState>
  var server: ControlServer?
  /// `agent.health_listen` as it is served.
  var servedAt = ""
  var configuration: Configuration
  var units: UnitWatch
  var host: HostDesk
  var vitals: VitalsDesk
  var desks: [ChainName: ChainDesk] = [:]
  var state: AgentState
  /// Who waits for everything to be asked anew.
  var refreshing: [@Sendable (ControlReply) -> Void] = []
  /// Why the state on disk isn't what it should be.
  var unsaved: Failure?
  /// Why the migration begins nothing.
  var migrationWaitsFor: String?
  /// Milliseconds since boot.
  var migrationWakeAt = 0
  let wake: WakeUp
  /// One agent a host, whoever starts it: two would undo each other's orders.
  private let lock: FileLock
  private let bootID: String
  private var lastWatchdog: Int64 = 0

  init(_ paths: Paths, wake: WakeUp) throws(Failure) {
    self.paths = paths
    self.wake = wake
    since = Clock.unixMilliseconds()
    bootID = try Host.bootID()
    configuration = try ConfigurationFiles.inForce(paths)
    let home = Folder.parent(of: paths.state)
    guard let lock = try FileLock.take(home, .exclusive) else {
      throw Failure(
        "agent_running", "cannot run: another agent has locked \(home)",
        hint: "systemctl status adnet-agent", exit: .busy)
    }
    self.lock = lock
    stateFile = StateFile(paths.state, schema: AgentState.schema)
    state = try stateFile.load() ?? AgentState()
    try stateFile.sweep()
    ledger = try OperationLedger(paths)
    starts = StartLog(paths)
    // On a host that is short of everything one turn may wait for it more than once, and has to be
    // told from a loop that hangs.
    door = DoorClient(paths) { try? ServiceNotice.send(.watchdog) }
    mailbox = ControlMailbox(wake: { wake.signal() })
    units = UnitWatch([])
    host = HostDesk(configuration, paths: paths)
    vitals = VitalsDesk(configuration, paths: paths)
    furnish()
    for operation in state.chains.values.compactMap(\.lastOperation)
      + [state.operation].compactMap({ $0 })
    {
      _ = ledger.note(operation, waitsFor: nil)
    }
  }

  /// Sets everything up for the configuration that holds now.
  func furnish() {
    let old = desks
    desks = [:]
    let effective = configuration.overlaid(by: RunningNodes(paths, configuration))
    for chain in effective.orderedChains {
      let user = Accounts.user(named: chain.user)?.id
      let before = old[chain.name]
      let othersPorts = Set(
        effective.orderedChains.filter { $0.name != chain.name }.flatMap { $0.ports.map(\.port) })
      // What is known of its health stays true where the same is asked; a file is read once more.
      let known = before.flatMap { desk in
        desk.user == user && desk.eye.configuration == chain && chain.quorum.file.isEmpty
          && desk.health.othersPorts == othersPorts
          ? desk.health : nil
      }
      var desk = ChainDesk(
        ChainEye(
          chain, in: effective, next: configuration, paths: paths, bootID: bootID), user: user,
        health: known
          ?? HealthDesk(
            chain, listeners: listeners, starts: starts, user: user, othersPorts: othersPorts))
      desk.generation = ChainFolder(paths, chain.name).current().generation?.number
      if let before {
        desk.effects = before.effects
        desk.told = before.told
        desk.toldHealth = before.toldHealth
        desk.toldRecovers = before.toldRecovers
      }
      desks[chain.name] = desk
    }
    units = UnitWatch(desks.values.flatMap { $0.eye.settings.units }.sorted())
    host = HostDesk(configuration, paths: paths)
    vitals = VitalsDesk(configuration, paths: paths)
  }

  /// Whether a chain has got a generation with other ports or another account, so that everything was
  /// set up anew for it.
  func refurnished(_ chain: ChainName, _ seen: ChainObservation) -> Bool {
    guard let desk = desks[chain], let now = seen.current.generation?.number,
      desk.generation != now
    else { return false }
    desks[chain]?.generation = now
    // The files that its first node was made from are kept from then on, whenever they were edited.
    if desk.generation == nil, let kept = try? ConfigurationFiles.inForce(paths) {
      configuration = kept
    }
    let effective = configuration.overlaid(by: RunningNodes(paths, configuration))
    guard effective.chains[chain] != desk.eye.configuration else { return false }
    furnish()
    return true
  }

  /// Another version kept neither what was applied nor what its nodes were started with. Nothing that
  /// runs changes by it.
  private func takeOver() {
    do throws(Failure) {
      // Where no chain has a node there is nothing to be kept yet.
      guard desks.values.contains(where: { $0.generation != nil }) else { return }
      if try ConfigurationFiles.applied(paths) == nil || lacksStarts {
        _ = try door.ask(.applyConfiguration, timeoutMilliseconds: 25_000)
        takeUpConfiguration()
      }
      // Units may be another version's, or somebody's hand's. Whichever chain is named, the door brings
      // those of all in line with what owns them already.
      for chain in desks.keys.sorted() where state[chain].operation == nil {
        guard let owner = ChainFolder(paths, chain).current().generation else { continue }
        _ = try door.ask(
          .own(chain: chain, generation: owner, settingsOf: nil), timeoutMilliseconds: 25_000)
        break
      }
    } catch {
      AgentEvent.configurationKept(error).write(to: journal)
    }
  }

  /// Of a version before, or of one that was put in place of this one for a while.
  private var lacksStarts: Bool {
    let known = RunningNodes(paths, configuration).nodes
    return desks.contains { chain, desk in desk.generation != nil && known[chain] == nil }
  }

  /// What the door has kept, which may be more than it could say.
  func takeUpConfiguration() {
    if let now = try? ConfigurationFiles.inForce(paths) { configuration = now }
    furnish()
  }

  /// Until a signal to stop.
  func run(stop: borrowing SignalFD, folders: borrowing FolderWatch) throws(Failure) {
    server = try ControlServer.start(
      mailbox, socket: paths.agentSocket, incoming: paths.incoming,
      operators: Accounts.group(named: "adnet"), loopback: configuration.agent.healthListen)
    servedAt = configuration.agent.healthListen
    _ = units.process()
    watch(folders)
    takeOver()
    lookAtAll()
    tellManager(.ready, .status("managing \(desks.count) chains"))
    AgentEvent.started(version: AgentVersion.text).write(to: journal)
    let watchdog = ServiceNotice.watchdogMilliseconds().map { $0 / 3 }

    while true {
      var poll = Poll()
      let stopIndex = poll.add(stop.descriptor)
      let folderIndex = poll.add(folders.descriptor)
      let wakeIndex = wake.add(to: &poll)
      let busIndex = units.add(to: &poll)
      try poll.wait(milliseconds: timeout(watchdog))
      if poll.isReady(stopIndex), stop.next() != nil { break }
      if poll.isReady(folderIndex) {
        folders.drain()
        hurry()
      }
      if poll.isReady(wakeIndex) {
        wake.drain()
        answerLetters()
        // A probe's result or an order. An operation waits for each; else only what is thought
        // otherwise now is worth a look.
        if state.operation != nil { hurry() }
        for (chain, desk) in desks where desk.health.take() { desks[chain]?.wakeAt = 0 }
        answerRefreshed()
      }
      if busIndex.map(poll.isReady) ?? true || units.timeoutMilliseconds == 0 {
        if units.process() {
          watch(folders)
          hurry()
        }
      }
      lookAtDue()
      healTogether()
      stepMigration()
      lookAtHost()
      // The loop itself sends it: a loop that hangs is restarted.
      if let watchdog, Clock.boottimeMilliseconds() - lastWatchdog >= watchdog {
        lastWatchdog = Clock.boottimeMilliseconds()
        tellManager(.watchdog)
      }
    }
    AgentEvent.stopping.write(to: journal)
    tellManager(.stopping)
  }

  /// The folders of the supervisors' reports, which come with the first start of a node's unit.
  private func watch(_ folders: borrowing FolderWatch) {
    for chain in desks.keys {
      // One that isn't there yet is watched later; the looks every few seconds see everything too.
      try? folders.watch("\(paths.root)/run/adnet/\(chain)")
    }
  }

  private func tellManager(_ notices: ServiceNotice...) {
    // A manager that can't be told is no reason to stop managing.
    for notice in notices { try? ServiceNotice.send(notice) }
  }

  private func timeout(_ watchdog: Int64?) -> Int64 {
    let now = Clock.boottimeMilliseconds()
    let due =
      (desks.values.map(\.wakeAt) + [host.wakeAt, vitals.wakeAt] + migrationDue)
      .map { Int64($0) - now }.min() ?? 60_000
    return max(0, min(due, units.timeoutMilliseconds ?? 60_000, watchdog ?? 60_000))
  }

  private var migrationDue: [Int] {
    state.migration?.mayMove == true && state.operation == nil ? [migrationWakeAt] : []
  }

  /// Something happened: every chain is looked at again.
  private func hurry() {
    for chain in desks.keys { desks[chain]?.wakeAt = 0 }
  }

  func lookAtDue() {
    let now = Int(Clock.boottimeMilliseconds())
    for chain in desks.keys.sorted() where (desks[chain]?.wakeAt ?? 0) <= now { step(chain) }
  }

  func lookAtAll() {
    hurry()
    lookAtDue()
  }
}
