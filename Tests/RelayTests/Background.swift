import LinuxSystem
import Synchronization

/// A thread of a test, whose errors come out when it is joined.
final class Background: Sendable {
  private final class Outcome: Sendable {
    let error = Mutex<(any Error)?>(nil)
  }
  private let outcome = Outcome()
  private let thread: Mutex<Thread?>

  init(_ name: String, _ body: @escaping @Sendable () throws -> Void) throws {
    let outcome = outcome
    thread = Mutex(
      try Thread.start(name: name) {
        do { try body() } catch { outcome.error.withLock { $0 = error } }
      })
  }

  func join() throws {
    if let thread = thread.withLock({ $0.take() }) { thread.join() }
    if let error = outcome.error.withLock({ $0 }) { throw error }
  }
}
