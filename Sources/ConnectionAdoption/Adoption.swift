public import Basics
import LinuxSystem
import OnDisk
import Synchronization

/// Takes over a running node's live connections for the relay, from the node's own account.
///
/// A process of its own rather than the supervisor: what looks at a stranger's tables must not take
/// the validator with it when it fails.
public enum Adoption {
  /// Until the node is dead, or SIGTERM.
  public static func run(
    chain: ChainName, graceMilliseconds: Int64, paths: Paths = Paths()
  ) -> ExitCode {
    do throws(Failure) {
      let lowest = ForeignProcess.prepare()
      let signals = try SignalFD.termination().moved(from: lowest)
      let (node, supervisor, ports) = try target(chain, paths)
      var patience = ConnectionWatch.Patience()
      patience.grace = graceMilliseconds
      let table = try ConnectionTable(
        node: node, supervisor: supervisor, ports: ports, lowest: lowest)
      // What one before us has left, before anything can fail.
      let log = MaskLog(path: paths.maskLog(chain))
      let left = log.left()
      table.skip(left.passed.keys)
      if !left.masked.isEmpty || !left.passed.isEmpty {
        table.scan(patience, Clock.boottimeMilliseconds())
        table.restore(left.masked)
      }
      let relay = try RelayLink(paths.adoptionSocket(chain), lowest: lowest)
      try ServiceNotice.send(.ready)
      try preload(LedgerPreload(home: paths.nodeHome(chain)))
      var loop = AdoptionLoop(table, relay, patience, log, left: left.passed)
      try loop.run(isCalledOff: { signals.next() != nil })
      return .done
    } catch {
      // Systemd shows it, and so does the agent, by the unit's result.
      ServiceLog.status(error.text)
      ServiceLog.journal("\(error)")
      return error.exit
    }
  }

  /// Beside, since a disk may take its time; with a table of descriptors of its own from before there
  /// are copies of connections in ours, or it would keep them open.
  private static func preload(_ files: LedgerPreload) throws(Failure) {
    let available = Host.availableBytes
    let isSeparate = Signal()
    try Thread.start(name: "preload") {
      let may = Thread.separateDescriptors()
      isSeparate.set()
      if may { files.preload(available: available) }
    }.detach()
    while !isSeparate.isSet { Clock.sleep(milliseconds: 1) }
  }

  private final class Signal: Sendable {
    private let state = Mutex(false)
    var isSet: Bool { state.withLock { $0 } }
    func set() { state.withLock { $0 = true } }
  }

  /// The node that runs, by its supervisor's report.
  static func target(_ chain: ChainName, _ paths: Paths) throws(Failure)
    -> (node: Int32, supervisor: Int32, ports: [UInt16: AdoptedKind])
  {
    guard let owner = ChainFolder(paths, chain).current().generation else {
      throw Failure(.noOwner, "cannot drain: no unit owns chain \(chain)")
    }
    let path = paths.supervisorReport(chain, unit: owner.unit)
    let text = try File.text(path, limit: 64 * 1024)
    guard let report = try? SupervisorReport(parsing: text), report.nodePID > 0 else {
      throw Failure(.noNode, "cannot drain: \(owner.unit) runs no node")
    }
    var ports: [UInt16: AdoptedKind] = [:]
    for (role, port) in report.ports {
      if let number = port.heldPort { ports[number] = role == "ws" ? .webSocket : .requests }
    }
    guard !ports.isEmpty else {
      throw Failure(.nothingHeld, "cannot drain: no port of \(owner.unit) is held")
    }
    return (report.nodePID, report.supervisorPID, ports)
  }
}
