import Basics
import Health
import OnDisk

/// How long starts took on this host, kept so that the next can be judged by it. No decision is made
/// from it.
final class StartLog {
  struct Record: Codable, Sendable {
    let chain: ChainName
    let release: ReleaseID?
    let startedUnixMs: Int
    let tookMs: Int
  }

  private let log: RecordLog<Record>
  private var histories: [ChainName: StartHistory] = [:]
  private var last: [ChainName: Int] = [:]

  init(_ paths: Paths) {
    log = RecordLog(paths.starts, capacity: 100)
    // Without the past nothing is expected.
    for record in (try? log.read()) ?? [] { take(record) }
  }

  func expectedMs(_ chain: ChainName) -> Int? { histories[chain]?.expectedMs }

  /// A start that has come to its end, noted once.
  func note(_ report: SupervisorReport) {
    guard report.state == .ready, let started = report.startedUnixMs,
      let ready = report.readyUnixMs,
      ready >= started, started > last[report.chain] ?? 0
    else { return }
    let record = Record(
      chain: report.chain, release: report.release, startedUnixMs: started,
      tookMs: ready - started)
    take(record)
    // What can't be kept is known until the agent ends.
    try? log.append(record)
  }

  private func take(_ record: Record) {
    histories[record.chain, default: StartHistory()].add(record.tookMs)
    last[record.chain] = max(last[record.chain] ?? 0, record.startedUnixMs)
  }
}
