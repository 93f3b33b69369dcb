import Basics
import LinuxSystem

/// Wakes the loop from any thread.
final class WakeUp: Sendable {
  private let event: EventFD

  init() throws(Failure) { event = try EventFD() }

  func signal() { event.signal() }
  func drain() { event.drain() }
  func add(to poll: inout Poll) -> Int { poll.add(event.descriptor) }
}
