import Glibc

/// A point on the monotonic clock until which to wait.
public struct Deadline: Hashable, Sendable {
  let nanoseconds: Int64

  public init(milliseconds: Int64) {
    nanoseconds = Clock.monotonicNanoseconds() + milliseconds * 1_000_000
  }

  public var remainingMilliseconds: Int64 {
    max(0, (nanoseconds - Clock.monotonicNanoseconds() + 999_999) / 1_000_000)
  }
  public var isOver: Bool { remainingMilliseconds == 0 }

  var pollTimeout: CInt { CInt(clamping: remainingMilliseconds) }
}
