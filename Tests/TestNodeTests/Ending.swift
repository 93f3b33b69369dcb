import Glibc

/// How a process ended.
struct Ending: Equatable, CustomStringConvertible {
  var code: CInt?
  var signal: CInt?

  static func code(_ code: CInt) -> Ending { Ending(code: code) }
  static func signal(_ signal: CInt) -> Ending { Ending(signal: signal) }
  var description: String { code.map { "code \($0)" } ?? "signal \(signal ?? 0)" }
}
