import Basics
import LinuxSystem

/// The connections that were passed on and that the node still has descriptors of: until they are
/// severed, a `shutdown` of the node ends them.
struct ConnectionSevering {
  private struct Passed {
    /// The entry of the node's epoll before it was masked.
    let record: MaskLog.Record?
    /// Whether it came with its client's next request: the node has nothing more to say on it. On one
    /// that was only quiet it may, until it is about to be stopped.
    let isSure: Bool
  }

  private var passed: [NodeConnection.Key: Passed] = [:]
  private var pauses: [Int32: Pause] = [:]
  /// The reason why connections are left that the node can reach.
  private(set) var trouble: String?

  /// The time until another try with a process that couldn't be stopped: it stands for each.
  struct Pause {
    private var length: Int64 = 100
    private var until: Int64 = 0

    func isOver(_ now: Int64) -> Bool { now >= until }
    /// Twice as long each time, up to a minute.
    mutating func begin(_ now: Int64) {
      length = min(2 * length, 60_000)
      until = now + length
    }
  }

  /// The most at once, since the node stands meanwhile: for about 1 ms.
  static let most = 128
  /// - Parameter left: passed on by an earlier process.
  init(_ left: [NodeConnection.Key: MaskLog.Record?]) {
    passed = left.mapValues { Passed(record: $0, isSure: true) }
  }

  mutating func add(_ key: NodeConnection.Key, _ record: MaskLog.Record?, isSure: Bool) {
    passed[key] = Passed(record: record, isSure: isSure)
  }

  /// Severs what can be.
  /// - Parameters:
  ///   - all: also those that were only quiet.
  ///   - atOnce: also of a process that was tried a moment ago.
  mutating func sever(
    in table: ConnectionTable, all: Bool, atOnce: Bool, _ now: Int64,
    _ report: inout AdoptionReport
  ) {
    let due = passed.filter { all || $0.value.isSure }.keys
    for (process, keys) in Dictionary(grouping: due, by: \.process) {
      guard atOnce || pauses[process, default: Pause()].isOver(now) else { continue }
      for first in stride(from: 0, to: keys.count, by: Self.most) {
        let batch = keys[first..<min(first + Self.most, keys.count)]
        guard sever(Array(batch), of: process, in: table, &report) else {
          pauses[process, default: Pause()].begin(now)
          break
        }
      }
    }
    report.reachable = passed.count
  }

  /// False when the process can't be stopped, or not now.
  private mutating func sever(
    _ keys: [NodeConnection.Key], of process: Int32, in table: ConnectionTable,
    _ report: inout AdoptionReport
  ) -> Bool {
    let records = Dictionary(uniqueKeysWithValues: keys.map { ($0, passed[$0]?.record ?? nil) })
    guard let done = table.sever(records, of: process) else {
      // It has ended, and can't reach anything.
      for key in keys { passed[key] = nil }
      return true
    }
    var isDone = done.failure == nil
    for (key, outcome) in done.outcomes {
      switch outcome {
      case .severed:
        report.severed += 1
        passed[key] = nil
      case .gone: passed[key] = nil
      case .failed, .busy: isDone = false
      }
    }
    report.stoppedUs = max(report.stoppedUs, done.stoppedMicroseconds)
    if let failure = done.failure {
      trouble = failure.text
    } else if passed.isEmpty, done.outcomes.values.contains(.severed) {
      // It came right in the end; of a process that ends all are gone, and it may have ended them.
      trouble = nil
    }
    return isDone
  }
}
