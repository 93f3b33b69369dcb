import Health
import JournalLog
import LinuxSystem

/// What a node's log says, read only while something is wrong or a node comes up.
struct NodeLog {
  private(set) var findings: [LogFinding] = []
  private(set) var novelty = LogNovelty()
  private var readMicroseconds: UInt64?
  private var nextMs = 0
  /// Between two readings, in milliseconds; and how many lines of each are looked at.
  private static let periodMs = 2_000
  private static let limit = 500
  /// What was written before the agent came, in microseconds.
  private static let past: UInt64 = 900_000_000

  /// A new process: all its lines are new.
  mutating func beginProcess() { novelty = LogNovelty() }

  mutating func read(_ unit: String, nowMs: Int) {
    guard nowMs >= nextMs else { return }
    nextMs = nowMs + Self.periodMs
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
