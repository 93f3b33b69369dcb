import Basics
import LinuxSystem

/// One connection of the node that we have a copy of.
final class NodeConnection {
  struct Key: Hashable {
    let process: Int32
    let number: Int32
    let inode: UInt64
  }

  let key: Key
  private let copy: Descriptor
  private let kind: AdoptedKind
  var watch: ConnectionWatch
  /// The number of times that the node was stopped for it in vain.
  var tries = 0
  /// The entry of its epoll before it was masked, and which epoll.
  private var before: (epoll: Int32, entry: EpollTable.Entry)?
  /// The entry that we have last given its epoll, and when.
  private var told: (entry: EpollTable.Entry, at: Int64)?

  init(
    _ key: Key, _ copy: consuming Descriptor, _ patience: ConnectionWatch.Patience,
    _ kind: AdoptedKind
  ) {
    self.key = key
    self.copy = copy
    self.kind = kind
    watch = ConnectionWatch(patience, kind)
  }

  var isMasked: Bool { before != nil }
  /// The entry of the node's epoll before it was masked.
  var record: MaskLog.Record? {
    before.map {
      MaskLog.Record(key: key, epoll: $0.epoll, events: $0.entry.events, data: $0.entry.data)
    }
  }

  func flow() throws(Failure) -> TCPFlow { try TCPFlow(of: copy) }
  func beginning() -> [UInt8] { TCPFlow.peek(copy, most: 4_096) }

  func mask(
    _ entry: EpollTable.Entry, in epolls: [Int32: Epoll], number: Int32, _ log: MaskLog,
    _ now: Int64
  ) throws(Failure) {
    guard let epoll = epolls[number] else { return }
    try log.note(
      MaskLog.Record(key: key, epoll: number, events: entry.events, data: entry.data))
    try epoll.modify(copy, entry, events: entry.masked)
    before = (number, entry)
    told = (entry.telling(entry.masked), now)
  }

  /// The entry as read of its epoll, or as we have changed it since.
  func current(_ entry: EpollTable.Entry, readAt: Int64) -> EpollTable.Entry {
    guard let told, readAt <= told.at else { return entry }
    return told.entry
  }

  /// Undoes the masking of an earlier process.
  func restore(_ record: MaskLog.Record, _ entry: EpollTable.Entry, in epolls: [Int32: Epoll])
    throws(Failure)
  {
    guard !entry.isReading, entry.data == record.data, let epoll = epolls[record.epoll] else {
      return
    }
    try epoll.modify(copy, entry, events: record.events)
  }

  /// As it was. Room to write is told again, too: who has nothing to write doesn't mind.
  func unmask(in epolls: [Int32: Epoll], _ now: Int64) throws(Failure) {
    guard let before else { return }
    self.before = nil
    told = (before.entry, now)
    guard let epoll = epolls[before.epoll] else { return }
    try epoll.modify(copy, before.entry, events: before.entry.events)
  }

  func severance(after received: UInt64) -> Severance {
    Severance(number: key.number, inode: key.inode, copy: copy, awaitedAfter: received)
  }

  func send(to relay: borrowing RelayLink) throws(Failure) -> Bool { try relay.pass(copy, kind) }

  /// A copy of one of the node's epolls.
  final class Epoll {
    private let copy: Descriptor
    init(_ copy: consuming Descriptor) { self.copy = copy }

    func watch(events: UInt32, data: UInt64) -> Severance.Watch {
      Severance.Watch(epoll: copy, events: events, data: data)
    }

    func modify(
      _ connection: borrowing Descriptor, _ entry: EpollTable.Entry, events: UInt32
    ) throws(Failure) {
      try ForeignEpoll.modify(
        copy, connection, number: entry.number, events: events, data: entry.data)
    }
  }
}
