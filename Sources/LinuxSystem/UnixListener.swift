public import Basics
import CLinux
import Glibc

/// A listening unix socket, made here or given by systemd.
public struct UnixListener: ~Copyable, Sendable {
  /// Non-blocking.
  public let descriptor: Descriptor

  public init(owning descriptor: consuming Descriptor) throws(Failure) {
    self.descriptor = descriptor
    let flags = fcntl(self.descriptor.raw, F_GETFL)
    guard flags >= 0, fcntl(self.descriptor.raw, F_SETFL, flags | O_NONBLOCK) == 0 else {
      throw Failure(cannot: "set up a listener", errno: errno)
    }
  }

  /// Takes the place of a socket file that a dead process left; the caller knows that nobody else
  /// serves there.
  public static func listen(
    _ path: String, _ kind: UnixSocket.Kind, mode: UInt32, backlog: Int32 = 128
  ) throws(Failure) -> UnixListener {
    let listener = try UnixListener(owning: unixSocket(kind))
    var address = try unixAddress(path)
    try File.remove(path)
    let bound = withUnsafeBytes(of: &address) { bytes in
      bind(
        listener.descriptor.raw, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress,
        socklen_t(bytes.count))
    }
    // Nobody can connect before `listen`, so the mode is right from the first connection on.
    guard bound == 0, chmod(path, mode) == 0,
      Glibc.listen(listener.descriptor.raw, backlog) == 0
    else { throw Failure(cannot: "listen on \(path)", errno: errno) }
    return listener
  }

  /// The next connection, nil when none came in time.
  public func accept(timeoutMilliseconds: Int64) throws(Failure) -> UnixSocket? {
    let deadline = Deadline(milliseconds: timeoutMilliseconds)
    while true {
      let raw = adnet_accept(descriptor.raw)
      if raw >= 0 { return try UnixSocket(owning: Descriptor(owning: raw)) }
      guard errno == EAGAIN || errno == EINTR || errno == ECONNABORTED else {
        throw Failure(cannot: "accept a connection", errno: errno)
      }
      if errno == EAGAIN {
        var item = pollfd(fd: descriptor.raw, events: Int16(POLLIN), revents: 0)
        if poll(&item, 1, deadline.pollTimeout) == 0 { return nil }
      }
    }
  }
}

func unixSocket(_ kind: UnixSocket.Kind) throws(Failure) -> Descriptor {
  let type = kind == .stream ? SOCK_STREAM : SOCK_SEQPACKET
  let raw = socket(AF_UNIX, CInt(type.rawValue | SOCK_CLOEXEC.rawValue), 0)
  guard raw >= 0 else { throw Failure(cannot: "create a socket", errno: errno) }
  return Descriptor(owning: raw)
}

func unixAddress(_ path: String) throws(Failure) -> sockaddr_un {
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  let bytes = Array(path.utf8)
  guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else {
    throw Failure(.pathTooLong, "cannot use the socket \(path): the path is too long")
  }
  withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
  return address
}
