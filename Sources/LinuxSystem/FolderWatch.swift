public import Basics
import Glibc

/// Tells when files appear in folders by rename, which is how everything of ours is written.
public struct FolderWatch: ~Copyable, Sendable {
  public let descriptor: Descriptor

  public init() throws(Failure) {
    let raw = inotify_init1(Int32(IN_CLOEXEC) | Int32(IN_NONBLOCK))
    guard raw >= 0 else { throw Failure(cannot: "watch folders", errno: errno) }
    descriptor = Descriptor(owning: raw)
  }

  public func watch(_ folder: String) throws(Failure) {
    guard inotify_add_watch(descriptor.raw, folder, UInt32(IN_MOVED_TO)) >= 0 else {
      throw Failure(cannot: "watch \(folder)", errno: errno)
    }
  }

  /// Takes all that has come in; what it was is found by looking.
  public func drain() {
    withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 8) { buffer in
      while retrying({ read(descriptor.raw, buffer.baseAddress, buffer.count) }) > 0 {}
    }
  }
}
