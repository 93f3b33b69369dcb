public import Basics
import CLinux
import Glibc

/// Wakes a thread that polls, from any other.
public struct EventFD: ~Copyable, Sendable {
  public let descriptor: Descriptor

  public init() throws(Failure) {
    let raw = adnet_eventfd()
    guard raw >= 0 else { throw Failure(cannot: "create an eventfd", errno: errno) }
    descriptor = Descriptor(owning: raw)
  }

  public func signal() {
    var one: UInt64 = 1
    // It can only fail when the counter is full, and then the thread is woken anyway.
    _ = retrying { write(descriptor.raw, &one, 8) }
  }

  /// Whether it was signalled since the last time.
  @discardableResult
  public func drain() -> Bool {
    var count: UInt64 = 0
    return retrying { read(descriptor.raw, &count, 8) } == 8
  }
}
