import AgentConfig
import AgentCore
import Basics
import ControlAPI
import DoorAPI
import LinuxSystem
import OnDisk

typealias HostLoop = AgentLoop<HostWorld>

/// Waits in `poll` for something to happen, and has the `AgentLoop` take its turn. All of it on one thread.
///
/// Nothing here is needed for a node to run: it may be killed at any moment, and the next one
/// resumes from the state file and from what it sees.
final class PollLoop {
  private let paths: Paths
  private let loop: HostLoop
  private let world: HostWorld
  private let mailbox: ControlMailbox
  private let responder: ControlResponder
  private let wake: WakeUp
  /// One agent a host, whoever starts it: two would undo each other's orders.
  private let lock: FileLock
  private var lastWatchdog: Int64 = 0

  init(_ paths: Paths, wake: WakeUp) throws(Failure) {
    self.paths = paths
    self.wake = wake
    let registry = try ChainRegistry(paths)
    let home = Folder.parent(of: paths.state)
    guard let lock = try FileLock.take(home, .exclusive) else {
      throw Failure(
        .agentRunning, "cannot run: another agent has locked \(home)",
        hint: "systemctl status adnet-agent")
    }
    self.lock = lock
    let stateFile = StateFile<AgentState>(paths.state, schema: AgentState.schema)
    let state = try stateFile.load() ?? AgentState()
    try stateFile.sweep()
    world = HostWorld(
      paths, registry: registry, publisher: try EventPublisher(paths, state), stateFile: stateFile,
      wake: wake)
    loop = HostLoop(world, state: state)
    mailbox = ControlMailbox(wake: { wake.signal() })
    responder = ControlResponder(loop)
  }

  /// Until a signal to stop.
  func run(stop: borrowing SignalFD, folders: borrowing FolderWatch) throws(Failure) {
    let listen = world.registry.configuration.agent.healthListen
    world.publisher.server = try ControlServer.start(
      mailbox, socket: paths.agentSocket, incoming: paths.incoming,
      operators: Accounts.group(named: "adnet"), loopback: listen)
    _ = world.units.process()
    watch(folders)
    backfill()
    loop.lookAtAll()
    tellManager(.ready, .status("managing \(world.chains.count) chains"))
    world.publisher.write(.started(version: AgentVersion.text))
    let watchdog = ServiceNotice.watchdogMilliseconds().map { $0 / 3 }

    while true {
      var poll = Poll()
      let stopIndex = poll.add(stop.descriptor)
      let folderIndex = poll.add(folders.descriptor)
      let wakeIndex = wake.add(to: &poll)
      let busIndex = world.units.add(to: &poll)
      try poll.wait(milliseconds: timeout(watchdog))
      if poll.isReady(stopIndex), stop.next() != nil { break }
      if poll.isReady(folderIndex) {
        folders.drain()
        loop.wakeAll()
      }
      if poll.isReady(wakeIndex) {
        wake.drain()
        takeMail()
      }
      if busIndex.map(poll.isReady) ?? true || world.units.timeoutMilliseconds == 0 {
        if world.units.process() {
          watch(folders)
          loop.wakeAll()
        }
      }
      loop.turn()
      world.lookAtHost()
      // The loop itself sends it: a loop that hangs is restarted.
      if let watchdog, Clock.boottimeMilliseconds() - lastWatchdog >= watchdog {
        lastWatchdog = Clock.boottimeMilliseconds()
        tellManager(.watchdog)
      }
    }
    world.publisher.write(.stopping)
    tellManager(.stopping)
  }

  /// A probe's result, or an order.
  private func takeMail() {
    for letter in mailbox.take() { responder.answer(letter) }
    // An operation waits for each; else only what is thought otherwise now is worth a look.
    if loop.state.operation != nil { loop.wakeAll() }
    for (chain, managed) in world.registry.all where managed.monitor.take() { loop.wake(chain) }
    responder.health.answerRefreshed()
  }

  /// Another version kept neither what was applied nor what its nodes were started with. Nothing that
  /// runs changes by it.
  private func backfill() {
    do throws(Failure) {
      try world.backfill { [loop] in loop.state[$0].operation == nil }
    } catch {
      world.publisher.write(.configurationKept(error))
    }
  }

  /// The folders of the supervisors' reports, which come with the first start of a node's unit.
  private func watch(_ folders: borrowing FolderWatch) {
    for chain in world.chains {
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
    let due = [loop.dueMs, world.host.wakeAt].compactMap(\.self).map { Int64($0) - now }.min()
    return max(0, min(due ?? 60_000, world.units.timeoutMilliseconds ?? 60_000, watchdog ?? 60_000))
  }
}
