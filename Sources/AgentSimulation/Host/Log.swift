/// The transcript of a run; empty unless someone wants to read it.
final class Log {
  private(set) var lines: [String] = []
  /// When the story begins; nothing is noted before.
  var zero: Int?
  private let isWanted: Bool

  init(isWanted: Bool) { self.isWanted = isWanted }

  func note(_ now: Int, _ who: String, _ what: @autoclosure () -> String) {
    guard isWanted, let zero else { return }
    let now = now - zero
    let whole = String(now / 1_000)
    let part = String(1_000 + now % 1_000).dropFirst()
    let time = String(repeating: " ", count: max(0, 5 - whole.count)) + whole + "." + part
    let name = who + String(repeating: " ", count: max(0, 9 - who.count))
    lines.append("\(time)  \(name) \(what())")
  }
}
