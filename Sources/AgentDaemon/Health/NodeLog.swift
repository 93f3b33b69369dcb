import Health
import LinuxSystem
import Systemd

/// The findings in a node's log, read only while something is wrong or a node comes up.
struct NodeLog {
  private(set) var findings: [LogFinding] = []
  private(set) var novelty = LogNovelty()
  private var readMicroseconds: UInt64?
  private var lastMs = Int.min / 2
  /// Between two readings, in milliseconds: while a node comes up or doesn't, and while one serves
  /// that isn't well, which may be for days. A journal of gigabytes takes its time to be opened.
  private static let periodMs = (soon: 2_000, late: 30_000)
  /// How many lines of each reading are looked at.
  private static let limit = 500
  /// The age of lines that are read from before the agent's start, in microseconds.
  private static let past: UInt64 = 900_000_000

  /// A new process: all its lines are new.
  mutating func beginProcess() { novelty = LogNovelty() }

  mutating func read(_ unit: String, nowMs: Int, serves: Bool) {
    guard nowMs - lastMs >= (serves ? Self.periodMs.late : Self.periodMs.soon) else { return }
    lastMs = nowMs
    let now = Clock.monotonicMicroseconds()
    let since = readMicroseconds ?? (now > Self.past ? now - Self.past : 0)
    let lines = UnitLog.lines(of: unit, sinceMicroseconds: since, limit: Self.limit)
    readMicroseconds = lines.last?.microseconds ?? since
    for line in lines {
      novelty.note(line.text)
      guard let meaning = LogTable.meaning(of: line.text) else { continue }
      let age = now > line.microseconds ? Int((now - line.microseconds) / 1_000) : 0
      findings.removeAll { $0.meaning == meaning }
      findings.append(LogFinding(meaning, atMs: nowMs - age))
    }
  }
}
