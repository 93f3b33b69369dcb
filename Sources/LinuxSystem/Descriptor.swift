public import Basics
import Glibc

/// The one owner of an open descriptor: closes it when it goes out of scope.
public struct Descriptor: ~Copyable, Sendable {
  /// Only for calls that have no wrapper here; never close it.
  public let raw: CInt

  public init(owning raw: CInt) { self.raw = raw }

  deinit { close(raw) }

  /// Gives up the ownership: the caller closes it, or hands it on.
  public consuming func release() -> CInt {
    let raw = raw
    discard self
    return raw
  }

  /// - Parameter lowest: the copy's number, or the next that is free.
  public func duplicate(from lowest: Int32 = 3) throws(Failure) -> Descriptor {
    let copy = fcntl(raw, F_DUPFD_CLOEXEC, lowest)
    guard copy >= 0 else { throw Failure(cannot: "duplicate a descriptor", errno: errno) }
    return Descriptor(owning: copy)
  }

  /// Whether it is passed on to programs this process executes.
  public func setInherited(_ inherited: Bool) throws(Failure) {
    guard fcntl(raw, F_SETFD, inherited ? 0 : FD_CLOEXEC) == 0 else {
      throw Failure(cannot: "change a descriptor", errno: errno)
    }
  }
}
