import AgentCore
import Basics
import LinuxSystem
import Systemd

/// The last words of nodes that ended by themselves, read from the journal once for each end.
final class LastWordsCache {
  private var exits: [String: Int] = [:]
  private var words: [String: String] = [:]
  /// How many lines before an end are looked at.
  private static let limit = 40
  private static let freshMs = 3_000

  func look(_ seen: inout ChainObservation) {
    guard let unit = seen.current.generation?.unit, let report = seen.report(of: unit),
      let exit = report.lastExit ?? report.exitBefore, !exit.ordered
    else { return }
    // The next start has lines of its own; and the journal may be a little behind.
    let isFresh = seen.nowUnixMs - exit.atUnixMs < Self.freshMs
    if report.lastExit != nil, exits[unit] != exit.atUnixMs || words[unit] == nil && isFresh {
      words[unit] = LastWords.from(lines(of: unit, since: report.startedBoottimeMs))
      exits[unit] = exit.atUnixMs
    }
    if exits[unit] == exit.atUnixMs { seen.lastWords[unit] = words[unit] }
  }

  private func lines(of unit: String, since startedBoottimeMs: Int?) -> [String] {
    let now = Clock.monotonicMicroseconds()
    let age = startedBoottimeMs.map { Int(Clock.boottimeMilliseconds()) - $0 } ?? 60_000
    // The supervisor's own clock began a little later than the node's first line can be.
    let span = UInt64(max(0, age) + 500) * 1_000
    return UnitLog.lines(
      of: unit, sinceMicroseconds: now > span ? now - span : 0, limit: Self.limit
    ).map(\.text)
  }
}
