public import Basics
import Glibc

/// An flock, held as long as this value and every copy of its descriptor live.
public struct FileLock: ~Copyable, Sendable {
  public enum Mode: Sendable { case shared, exclusive }

  public let descriptor: Descriptor

  /// Nil when someone else holds it; never waits. The file must exist.
  public static func take(_ path: String, _ mode: Mode) throws(Failure) -> FileLock? {
    // A lock needs no write permission, so one readable descriptor serves both modes.
    let file = try Descriptor.open(path, .readNoFollow)
    let how = mode == .shared ? LOCK_SH : LOCK_EX
    if retrying({ flock(file.raw, how | LOCK_NB) }) == 0 { return FileLock(descriptor: file) }
    if errno == EWOULDBLOCK { return nil }
    throw Failure(cannot: "lock \(path)", errno: errno)
  }
}
