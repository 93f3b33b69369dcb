import Glibc

/// The ways the nodes die.
enum Crash {
  /// v3 panics where v4 returns an error.
  static func end(_ refusal: Refusal, api: API) -> Never {
    if refusal.exit == 101, !api.isV4 { panic(refusal.text) }
    Output.line("Error: \(refusal.text)", to: 2)
    exit(refusal.exit == 101 ? 1 : refusal.exit)
  }

  static func panic(_ text: String) -> Never {
    Output.line("thread 'main' panicked at node/src/lib.rs:1:1:\n\(text)", to: 2)
    exit(101)
  }
}
