import Basics
import LinuxSystem

/// The connections that the processes of a node have at the held ports, looked at again and again.
final class ConnectionTable {
  private let group: String
  private let node: Int32
  private let ports: [UInt16: AdoptedKind]
  private let lowest: Int32
  private var processes: [Int32: Process] = [:]
  /// Sockets to leave alone: no connection at a held port, or not ours to take any more.
  private var ignored: Set<NodeConnection.Key> = []

  private(set) var connections: [NodeConnection.Key: NodeConnection] = [:]
  /// The number of connections found so far.
  private(set) var seen = 0
  /// The number of connections that are no longer there, though we did nothing to them.
  private(set) var ended = 0
  /// The number of connections that the node closed without the answer it owed.
  private(set) var cut = 0
  /// Connections that the node has not accepted yet.
  private(set) var waiting = 0
  private(set) var trouble: String?

  /// The entry of a connection in one of its epolls, and when it was read.
  typealias Entry = (epoll: Int32, entry: EpollTable.Entry, readAt: Int64)

  final class Process {
    let it: ForeignProcess
    var epolls: [Int32: NodeConnection.Epoll] = [:]
    var listeners: [Int32: Copy] = [:]
    /// By the connection's number and inode.
    var entries: [NodeConnection.Key: Entry] = [:]
    /// So often in a row it couldn't be looked at.
    var failures = 0

    init(_ it: consuming ForeignProcess) { self.it = it }
  }

  final class Copy {
    let descriptor: Descriptor
    init(_ descriptor: consuming Descriptor) { self.descriptor = descriptor }
  }

  /// - Parameter node: its main process, a child of the supervisor's.
  init(node: Int32, supervisor: Int32, ports: [UInt16: AdoptedKind], lowest: Int32)
    throws(Failure)
  {
    let main = try ForeignProcess(node)
    // The number may have been given to another process since it was written down.
    guard ProcessState.parent(of: node) == supervisor, main.isAlive else {
      throw Failure(.noNode, "cannot drain: process \(node) isn't a node")
    }
    group = try ProcessState.controlGroup(of: node)
    self.node = node
    self.ports = ports
    self.lowest = lowest
    processes[node] = Process(main)
  }

  var isAlive: Bool { processes.values.contains { $0.it.isAlive } }

  /// Forgets a connection; the node may have its descriptor for as long as it lives.
  func drop(_ key: NodeConnection.Key) {
    connections[key] = nil
    ignored.insert(key)
  }

  func entry(of key: NodeConnection.Key) -> Entry? {
    processes[key.process]?.entries[key]
  }

  func epolls(of key: NodeConnection.Key) -> [Int32: NodeConnection.Epoll] {
    processes[key.process]?.epolls ?? [:]
  }

  /// Finds new connections, and forgets those that are gone.
  func scan(_ patience: ConnectionWatch.Patience, _ now: Int64) {
    for id in Cgroup.processes(group) where processes[id] == nil && descends(id) {
      // One that has just ended is none.
      if let process = try? ForeignProcess(id) { processes[id] = Process(process) }
    }
    waiting = 0
    for (id, process) in processes {
      guard process.it.isAlive else { continue }
      do throws(Failure) {
        try scan(process, id, patience, now)
        process.failures = 0
      } catch {
        process.failures += 1
        // One that is just ending has no list any more, or one that is root's.
        if process.failures > 1, process.it.isAlive { trouble = trouble ?? error.text }
      }
    }
  }

  /// Of the node itself: its supervisor is in the group too, and whoever stops it.
  private func descends(_ id: Int32) -> Bool {
    var at = id
    while at > 1, let parent = ProcessState.parent(of: at) {
      if parent == node { return true }
      at = parent
    }
    return false
  }

  private func scan(
    _ process: Process, _ id: Int32, _ patience: ConnectionWatch.Patience, _ now: Int64
  ) throws(Failure) {
    var present: Set<NodeConnection.Key> = []
    for (number, target) in try process.it.descriptors() {
      if target == "anon_inode:[eventpoll]" {
        if process.epolls[number] == nil {
          process.epolls[number] = NodeConnection.Epoll(
            try process.it.copy(number, lowest: lowest))
        }
      } else if let inode = Self.socketInode(target) {
        let key = NodeConnection.Key(process: id, number: number, inode: inode)
        present.insert(key)
        if connections[key] == nil, !ignored.contains(key), process.listeners[number] == nil {
          try meet(key, process, patience)
        }
      }
    }
    // A node that has closed one may count on its client seeing the end: our copy mustn't hide it.
    for (key, connection) in connections where key.process == id && !present.contains(key) {
      if let flow = try? connection.flow(), connection.watch.owes(flow) {
        cut += 1
      } else {
        ended += 1
      }
      connections[key] = nil
    }
    for listener in process.listeners.values {
      waiting += (try? TCPListener.Queue(of: listener.descriptor).length) ?? 0
    }
    try readEpolls(process, id, now)
  }

  /// Leaves connections alone that are another's already.
  func skip(_ keys: some Sequence<NodeConnection.Key>) { ignored.formUnion(keys) }

  /// The outcome of severing some connections of a process.
  struct Severed {
    var outcomes: [NodeConnection.Key: Severing.Outcome] = [:]
    var stoppedMicroseconds = 0
    var failure: Failure?
  }

  /// Takes connections that were passed on away from the node; nil when the process has ended.
  func sever(_ records: [NodeConnection.Key: MaskLog.Record?], of id: Int32) -> Severed? {
    guard let process = processes[id], process.it.isAlive else { return nil }
    var severed = Severed()
    // What its epolls tell now: the program may have changed an entry since it was masked.
    try? readEpolls(process, id, Clock.boottimeMilliseconds())
    // Ours for as long as it takes: after that the relay alone has them.
    var copies: [Copy] = []
    var keys: [NodeConnection.Key] = []
    var all: [Severance] = []
    for (key, record) in records {
      do throws(Failure) {
        let copy = Copy(try process.it.copy(key.number, lowest: lowest))
        let watch = record.flatMap { record -> Severance.Watch? in
          guard let found = process.entries[key], found.epoll == record.epoll else { return nil }
          return process.epolls[record.epoll]?.watch(
            events: record.events, data: found.entry.data)
        }
        all.append(
          Severance(number: key.number, inode: key.inode, copy: copy.descriptor, watch: watch))
        copies.append(copy)
        keys.append(key)
      } catch {
        guard process.it.target(of: key.number) == "socket:[\(key.inode)]" else {
          severed.outcomes[key] = .gone
          continue
        }
        severed.failure = error
      }
    }
    guard !all.isEmpty else { return severed }
    let done = withExtendedLifetime(copies) { process.it.sever(all) }
    for (key, outcome) in zip(keys, done.outcomes) { severed.outcomes[key] = outcome }
    severed.stoppedMicroseconds = done.stoppedMicroseconds
    severed.failure = done.failure ?? severed.failure
    return severed
  }

  /// Takes connections that no epoll watches away from a process, as far as it waits to read from them.
  func sever(awaited: [(connection: NodeConnection, received: UInt64)], of id: Int32) -> Severing? {
    guard let process = processes[id], process.it.isAlive else { return nil }
    return withExtendedLifetime(awaited) {
      process.it.sever(awaited.map { $0.connection.severance(after: $0.received) })
    }
  }

  /// Undoes what an earlier process has left when it was killed.
  func restore(_ records: [MaskLog.Record]) {
    for record in records {
      guard let connection = connections[record.key], let found = entry(of: record.key),
        found.epoll == record.epoll
      else { continue }
      // One that can't be changed has ended.
      try? connection.restore(record, found.entry, in: epolls(of: record.key))
    }
  }

  private func meet(
    _ key: NodeConnection.Key, _ process: Process, _ patience: ConnectionWatch.Patience
  ) throws(Failure) {
    let copy: Descriptor
    do throws(Failure) { copy = try process.it.copy(key.number, lowest: lowest) } catch {
      // Closed meanwhile; anything else concerns all of them.
      guard process.it.target(of: key.number) != "socket:[\(key.inode)]" else { throw error }
      return
    }
    let remote = TCPConnection.remote(of: copy)
    guard let address = try? TCPAddress(of: copy), let kind = ports[address.port],
      // Our own question, to this node and no other.
      remote?.host != ProbeSource.address
    else {
      ignored.insert(key)
      return
    }
    if (try? TCPListener.Queue(of: copy)) != nil {
      process.listeners[key.number] = Copy(copy)
    } else if (try? TCPFlow(of: copy)) != nil {
      connections[key] = NodeConnection(key, copy, patience, kind)
      seen += 1
    } else {
      ignored.insert(key)
    }
  }

  private func readEpolls(_ process: Process, _ id: Int32, _ now: Int64) throws(Failure) {
    process.entries = [:]
    for number in process.epolls.keys {
      guard process.it.target(of: number) == "anon_inode:[eventpoll]" else {
        process.epolls[number] = nil
        continue
      }
      for entry in EpollTable(try process.it.information(number)).entries {
        let key = NodeConnection.Key(process: id, number: entry.number, inode: entry.inode)
        process.entries[key] = (number, entry, now)
      }
    }
  }

  private static func socketInode(_ target: String) -> UInt64? {
    guard target.hasPrefix("socket:["), target.hasSuffix("]") else { return nil }
    return UInt64(target.dropFirst(8).dropLast())
  }
}
