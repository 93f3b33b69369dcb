import Basics
import LinuxSystem

/// Takes over the connections of a running node, one by one as they can be had, until the node is
/// dead or it is called off.
struct AdoptionLoop: ~Copyable {
  private let table: ConnectionTable
  private let relay: RelayLink
  private let patience: ConnectionWatch.Patience
  private let log: MaskLog
  private var report = AdoptionReport(beganUnixMs: Int(Clock.unixMilliseconds()))
  private var told: AdoptionReport?
  private let began = Clock.boottimeMilliseconds()
  private var scans = 0
  private var lastScan: Int64 = 0
  private var refused: Set<NodeConnection.Key> = []
  private var severing: ConnectionSevering
  private var awaitedTrouble: String?
  private var awaitedPauses: [Int32: ConnectionSevering.Pause] = [:]

  /// - Parameter left: passed on by an earlier process.
  init(
    _ table: ConnectionTable, _ relay: consuming RelayLink, _ patience: ConnectionWatch.Patience,
    _ log: MaskLog, left: [NodeConnection.Key: MaskLog.Record?]
  ) {
    severing = ConnectionSevering(left)
    self.table = table
    self.log = log
    self.relay = relay
    self.patience = patience
  }

  /// - Parameter isCalledOff: asked between two rounds.
  mutating func run(isCalledOff: () -> Bool) throws(Failure) {
    while table.isAlive {
      if isCalledOff() {
        giveBack()
        break
      }
      let begun = Clock.boottimeMilliseconds()
      // The relay is gone: everything goes back to the node.
      do throws(Failure) { try round(begun) } catch {
        giveBack()
        throw error
      }
      try tell()
      let took = Clock.boottimeMilliseconds() - begun
      // Thousands of connections take longer to look at: the node needs its processor, too.
      Clock.sleep(milliseconds: max(pace(begun), 2 * took))
    }
    if !table.isAlive { try bury() }
    report.state = .over
    try tell()
  }

  /// Between two rounds. A chain that is drained by hand may stay so for days.
  private func pace(_ now: Int64) -> Int64 {
    guard let settledAt else { return 10 }
    return now - settledAt < 10_000 ? 50 : 500
  }

  private mutating func round(_ now: Int64) throws(Failure) {
    if now - lastScan >= (scans < 20 ? 20 : max(100, 2 * pace(now))) {
      lastScan = now
      scans += 1
      table.scan(patience, now)
    }
    var left: [AdoptionReport.Reason: Int] = [:]
    var unpolled: [NodeConnection] = []
    for (key, connection) in table.connections {
      if refused.contains(key) {
        left[.refused, default: 0] += 1
        continue
      }
      let reason = try step(key, connection, now)
      if reason == .notPolled { unpolled.append(connection) }
      if let reason { left[reason, default: 0] += 1 }
    }
    let hope = try takeAwaited(&unpolled, now)
    left[.notPolled] = unpolled.isEmpty ? nil : unpolled.count
    report.seen = table.seen
    report.left = left
    report.ended = table.ended + endedHere
    report.cut = table.cut + cutHere
    let isQuiet = scans >= 3 && table.waiting == 0
    let hopes = hope || left.contains { $0.key != .notPolled && $0.key != .refused }
    if report.state == .working, now - began >= patience.grace || (isQuiet && !hopes) {
      report.state = .settled
      settledAt = now
      report.settledUnixMs = Int(Clock.unixMilliseconds())
    }
    // Before it is told that all is settled, since the node is stopped then.
    severing.sever(
      in: table, all: report.state != .working, atOnce: settledAt == now, now, &report)
    report.trouble = table.trouble ?? severing.trouble ?? awaitedTrouble
  }

  private var endedHere = 0
  private var cutHere = 0
  private var settledAt: Int64?

  /// The reason why it is still the node's; nil when it no longer is.
  private mutating func step(
    _ key: NodeConnection.Key, _ connection: NodeConnection, _ now: Int64
  ) throws(Failure) -> AdoptionReport.Reason? {
    do throws(Failure) {
      let flow = try connection.flow()
      let found = table.entry(of: key)
      let entry = found.map { connection.current($0.entry, readAt: $0.readAt) }
      let beginning = flow.unread > 0 && connection.isMasked ? connection.beginning() : []
      switch connection.watch.look(flow, entry: entry, beginning: beginning, now: now) {
      case .wait: break
      case .mask:
        if let found, let entry {
          try connection.mask(entry, in: table.epolls(of: key), number: found.epoll, log, now)
        }
      case .unmask: try connection.unmask(in: table.epolls(of: key), now)
      case .forget:
        endedHere += 1
        table.drop(key)
        return nil
      case .take: return try take(key, connection, now, hasRequest: flow.unread > 0)
      }
      return connection.watch.reason
    } catch {
      if error.kind == .relayGone || error.kind == .connectionLost { throw error }
      refused.insert(key)
      report.trouble = error.text
      return .refused
    }
  }

  private mutating func take(
    _ key: NodeConnection.Key, _ connection: NodeConnection, _ now: Int64, hasRequest: Bool
  ) throws(Failure) -> AdoptionReport.Reason? {
    try log.strike(key)
    guard try connection.send(to: relay) else {
      try log.takeBack(key)
      try connection.unmask(in: table.epolls(of: key), now)
      refused.insert(key)
      return .refused
    }
    report.adopted += 1
    severing.add(key, connection.record, isSure: hasRequest)
    table.drop(key)
    return nil
  }

  /// Takes those of a server of threads, select(2) or poll(2) that it waits to read from. They can't be
  /// masked: while the node stands they are taken out of its reach, and then passed on.
  /// - Parameter unpolled: what is left of them.
  /// - Returns: whether more may come free.
  private mutating func takeAwaited(_ unpolled: inout [NodeConnection], _ now: Int64)
    throws(Failure) -> Bool
  {
    let isLate = now - began >= min(Self.lateAfter, patience.grace)
    let due = unpolled.compactMap { connection -> Awaited? in
      guard connection.tries < Self.mostTries, let flow = try? connection.flow(),
        connection.watch.isAnswered(flow, isLate: isLate, now: now)
      else { return nil }
      return (connection, flow.received)
    }
    for (process, all) in Dictionary(grouping: due, by: \.connection.key.process) {
      guard awaitedPauses[process, default: .init()].isOver(now) else { continue }
      for first in stride(from: 0, to: all.count, by: ConnectionSevering.most) {
        let batch = Array(all[first..<min(first + ConnectionSevering.most, all.count)])
        guard try takeAwaited(batch, of: process) else {
          awaitedPauses[process, default: .init()].begin(now)
          break
        }
      }
    }
    unpolled.removeAll { table.connections[$0.key] == nil }
    return unpolled.contains { $0.tries < Self.mostTries }
  }

  private typealias Awaited = (connection: NodeConnection, received: UInt64)

  /// False when no more are to be tried now.
  private mutating func takeAwaited(_ batch: [Awaited], of process: Int32) throws(Failure) -> Bool {
    guard let done = table.sever(awaited: batch, of: process) else { return true }
    report.stoppedUs = max(report.stoppedUs, done.stoppedMicroseconds)
    awaitedTrouble = done.failure?.text
    var isRefused = false
    for (connection, outcome) in zip(batch.map(\.connection), done.outcomes) {
      guard outcome == .severed else {
        connection.tries += done.failure == nil ? 1 : 10
        continue
      }
      report.severed += 1
      table.drop(connection.key)
      if try connection.send(to: relay) {
        report.adopted += 1
      } else {
        cutHere += 1
        isRefused = true
      }
    }
    return done.failure == nil && !isRefused
  }

  /// The most times that the node is stopped for one connection.
  private static let mostTries = 100
  /// The time in milliseconds that those which come to rest have for it.
  private static let lateAfter: Int64 = 1_500

  /// Called off: the node hears of all that it still has, and of nothing else.
  private mutating func giveBack() {
    for (key, connection) in table.connections {
      // One that can't be given back has ended.
      try? connection.unmask(in: table.epolls(of: key), .max)
    }
    severing.sever(
      in: table, all: true, atOnce: true, Clock.boottimeMilliseconds(), &report)
    log.forget()
  }

  /// The node is dead. Whoever had sent a request that it never read loses nothing.
  private mutating func bury() throws(Failure) {
    var left: [AdoptionReport.Reason: Int] = [:]
    for (key, connection) in table.connections {
      guard let flow = try? connection.flow(), flow.isEstablished else { continue }
      if connection.isMasked, flow.unread > 0,
        RequestBeginning.isPossible(connection.beginning()),
        connection.watch.isFree(flow), try connection.send(to: relay)
      {
        report.adopted += 1
      } else {
        report.cut += 1
        left[connection.watch.reason, default: 0] += 1
      }
      table.drop(key)
    }
    report.left = left
    log.forget()
  }

  private mutating func tell() throws(Failure) {
    guard told != report else { return }
    try relay.tell(report)
    told = report
  }
}
