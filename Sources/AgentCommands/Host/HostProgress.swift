import Basics
import ControlModel
import LinuxSystem

/// Shows an apply on the standard error while it runs.
struct HostProgress {
  private var told = 0
  private var current = ""

  mutating func show(_ work: HostDocument.Work) {
    for line in work.done.dropFirst(told) { tell("  done  \(line)") }
    told = max(told, work.done.count)
    guard Terminal.words.isTerminal else { return }
    let line = Self.line(work)
    if line != current {
      Terminal.words.write("\r\u{1b}[K\(line.prefix((Terminal.words.width ?? 80) - 1))")
    }
    current = line
  }

  mutating func end() { tell(nil) }

  private mutating func tell(_ line: String?) {
    if !current.isEmpty { Terminal.words.write("\r\u{1b}[K") }
    current = ""
    if let line { Terminal.words.write(line + "\n") }
  }

  static func line(_ work: HostDocument.Work) -> String {
    guard let doing = work.doing else { return "" }
    guard let bytes = work.bytes, let done = work.doneBytes, let rate = work.rate, rate > 0 else {
      return "  \(doing)"
    }
    let rest = Durations.rough(milliseconds: Int64((bytes - done) / rate) * 1_000)
    return
      "  \(Sizes.text(done)) of \(Sizes.text(bytes)), \(Sizes.text(rate))/s, \(rest) left: \(doing)"
  }
}
