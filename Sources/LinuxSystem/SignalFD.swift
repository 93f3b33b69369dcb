public import Basics
import CLinux
import Glibc

/// Signals as something to poll. Make it before any other thread starts: the signals are blocked
/// for this thread and those it starts later.
public struct SignalFD: ~Copyable, Sendable {
  public let descriptor: Descriptor

  public init(_ signals: [Int32]) throws(Failure) {
    let raw = adnet_signalfd(signals, CInt(signals.count))
    guard raw >= 0 else { throw Failure(cannot: "block signals", errno: errno) }
    descriptor = Descriptor(owning: raw)
  }

  /// The signals that end a program in an orderly way.
  public static func termination() throws(Failure) -> SignalFD {
    try SignalFD([SIGTERM, SIGINT])
  }

  /// The same with a descriptor that has a number from `lowest` on.
  public consuming func moved(from lowest: Int32) throws(Failure) -> SignalFD {
    SignalFD(owning: try descriptor.duplicate(from: lowest))
  }

  private init(owning descriptor: consuming Descriptor) { self.descriptor = descriptor }

  /// Nil when none waits.
  public func next() -> Int32? {
    let signal = adnet_signalfd_next(descriptor.raw)
    return signal > 0 ? signal : nil
  }
}
