import Basics
import LinuxSystem

/// The queries that are repeated while a node is taken over.
extension ForeignNodeFinder {
  /// Which folders a process has a file LOCK open in, by device and inode, as it sees them.
  /// None when it is gone.
  static func openLedgers(of process: Int32) -> [ProvenPath] {
    ProcessFacts.openFiles(process).compactMap { file in
      let path = Folder.parent(of: file)
      // Its own view of the path, whatever this host has there.
      guard file.hasSuffix("/LOCK"),
        let status = try? File.status("/proc/\(process)/root\(path)", following: true)
      else { return nil }
      return ProvenPath(path, device: status.device, inode: status.inode)
    }
  }

  /// The process that has one of these ledgers; who only reads in it has none.
  static func holder(of ledgers: [ProvenPath]) throws(Failure) -> Int32? {
    let wanted = Set(ledgers.map { OpenFolder.Identity($0) })
    return try ProcessFacts.all().first { process in
      openLedgers(of: process).contains { place in
        wanted.contains(OpenFolder.Identity(place)) || ledgers.contains { $0.path == place.path }
      }
    }
  }

  static func listeners(of process: Int32) throws(Failure) -> [ForeignNode.Listener] {
    let sockets = Set(ProcessFacts.openFiles(process))
    return try Listener.all().filter { sockets.contains("socket:[\($0.inode)]") }
      .map { .init($0.host, $0.port) }
  }

  /// The same node in another process, once that has its ledger.
  static func again(_ node: ForeignNode) throws(Failure) -> ForeignNode? {
    guard let process = try holder(of: node.ledgers),
      let ticks = ProcessState.startedTicks(process)
    else { return nil }
    var now = node
    (now.process, now.startedTicks) = (process, ticks)
    now.listeners = try listeners(of: process)
    return now
  }

  /// Processes of a program of this name that aren't this package's.
  static func running(_ executable: String) throws(Failure) -> [Int32] {
    let name = Folder.name(of: executable)
    return try ProcessFacts.all().filter { process in
      guard let other = ProcessFacts.executable(process), Folder.name(of: other) == name,
        ProcessState.letter(of: process) != "Z"
      else { return false }
      // Of one that has just ended nothing is known.
      let group = (try? ProcessState.controlGroup(of: process)) ?? ""
      return !group.hasPrefix("/adnet.slice/")
    }
  }
}

extension ForeignNode {
  /// Something else than its unit may start its program again once it has ended: what started it where
  /// that isn't systemd itself, or what its unit starts at its end.
  var mayComeAgain: Bool {
    guard let unit else { return true }
    return unit.mainProcess != process
      || ["OnSuccess", "OnFailure", "ExecStop", "ExecStopPost"].contains {
        unit.effective($0) != nil
      }
  }
}

extension OpenFolder.Identity {
  init(_ place: ProvenPath) { self.init(device: place.device, inode: place.inode) }
}
