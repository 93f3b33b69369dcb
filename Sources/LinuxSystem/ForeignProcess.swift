public import Basics
import CLinux
import Glibc

/// Another process of the same account, whose descriptors may be copied where the kernel allows it:
/// its account is ours, it may be dumped, and Yama doesn't object.
public struct ForeignProcess: ~Copyable, Sendable {
  public let id: Int32
  let handle: Descriptor

  /// The process that has this number now.
  public init(_ id: Int32) throws(Failure) {
    let raw = adnet_open_process(id)
    guard raw >= 0 else { throw Failure(cannot: "inspect process \(id)", errno: -raw) }
    self.id = id
    handle = Descriptor(owning: raw)
  }

  public var isAlive: Bool {
    var item = pollfd(fd: handle.raw, events: Int16(POLLIN), revents: 0)
    return poll(&item, 1, 0) == 0
  }

  /// Asks it to end in an orderly way.
  public func terminate() throws(Failure) {
    let error = adnet_signal_process(handle.raw, SIGTERM)
    guard error == 0 || error == ESRCH else {
      throw Failure(cannot: "stop process \(id)", errno: error)
    }
  }

  /// The target of each of its descriptors, by its number: `socket:[123]`, `anon_inode:[eventpoll]`.
  public func descriptors() throws(Failure) -> [(number: Int32, target: String)] {
    try Folder.names(in: "/proc/\(id)/fd").compactMap { name in
      guard let number = Int32(name),
        // One that was closed meanwhile is gone.
        let target = try? File.readLink("/proc/\(id)/fd/\(name)")
      else { return nil }
      return (number, target)
    }
  }

  public func target(of number: Int32) -> String? { try? File.readLink("/proc/\(id)/fd/\(number)") }

  /// The kernel's fdinfo of one of its descriptors.
  public func information(_ number: Int32) throws(Failure) -> String {
    try File.text("/proc/\(id)/fdinfo/\(number)", limit: 16 * 1024 * 1024)
  }

  /// A copy with a number from `lowest` on.
  public func copy(_ number: Int32, lowest: Int32) throws(Failure) -> Descriptor {
    let copy = adnet_copy_descriptor(handle.raw, number, lowest)
    guard copy >= 0 else {
      throw Failure(cannot: "copy a descriptor of process \(id)", errno: errno)
    }
    return Descriptor(owning: copy)
  }

  /// Room for thousands of copies, and no looks into this process from those it looks at. Returns the
  /// number from which its own descriptors are to be: borrowed ones are below.
  public static func prepare() -> Int32 {
    adnet_forbid_tracing()
    return Int32(clamping: min(adnet_allow_descriptors(), 1 << 18) / 2)
  }
}

extension Thread {
  /// Whether what this thread opens has numbers of its own from now on, so that none is in the way of
  /// a number that another thread borrows.
  public static func separateDescriptors() -> Bool { adnet_separate_descriptors() == 0 }
}

/// One entry of another process's epoll.
public enum ForeignEpoll {
  public static let reading = adnet_epoll_reading
  public static let writing = adnet_epoll_writing
  public static let edges = adnet_epoll_edges

  /// - Parameter number: the connection's in that process.
  public static func modify(
    _ epoll: borrowing Descriptor, _ connection: borrowing Descriptor, number: Int32,
    events: UInt32, data: UInt64
  ) throws(Failure) {
    let error = adnet_epoll_modify(epoll.raw, connection.raw, number, events, data)
    guard error == 0 else { throw Failure(cannot: "change an epoll", errno: error) }
  }
}
