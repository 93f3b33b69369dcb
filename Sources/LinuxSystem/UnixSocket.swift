public import Basics
import CLinux
import Glibc

/// One connection on a unix socket. All waits end after the given time (`timed_out`).
public struct UnixSocket: ~Copyable, Sendable {
  public enum Kind: Sendable {
    case stream
    /// SOCK_SEQPACKET: every send is one message at the other end.
    case packets
  }

  /// Non-blocking.
  public let descriptor: Descriptor
  private let isPackets: Bool

  public init(owning descriptor: consuming Descriptor) throws(Failure) {
    self.descriptor = descriptor
    var type: CInt = 0
    var length = socklen_t(MemoryLayout<CInt>.size)
    getsockopt(self.descriptor.raw, SOL_SOCKET, SO_TYPE, &type, &length)
    isPackets = type == CInt(SOCK_SEQPACKET.rawValue)
    let flags = fcntl(self.descriptor.raw, F_GETFL)
    guard flags >= 0, fcntl(self.descriptor.raw, F_SETFL, flags | O_NONBLOCK) == 0 else {
      throw Failure(cannot: "set up a connection", errno: errno)
    }
  }

  public static func connect(
    _ path: String, _ kind: Kind, timeoutMilliseconds: Int64 = 5_000
  ) throws(Failure) -> UnixSocket {
    let socket = try UnixSocket(owning: unixSocket(kind))
    var address = try unixAddress(path)
    let deadline = Deadline(milliseconds: timeoutMilliseconds)
    while true {
      let result = withUnsafeBytes(of: &address) { bytes in
        Glibc.connect(
          socket.descriptor.raw, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress,
          socklen_t(bytes.count))
      }
      if result == 0 || errno == EISCONN { return socket }
      let number = errno
      // A unix socket answers EAGAIN when its backlog is full; poll wouldn't tell when it isn't.
      guard number == EINTR || (number == EAGAIN && !deadline.isOver) else {
        throw Failure(cannot: "connect to \(path)", errno: number)
      }
      Clock.sleep(milliseconds: 5)
    }
  }

  /// All of the bytes; on a packet socket as one message.
  public func send(_ bytes: [UInt8], timeoutMilliseconds: Int64 = 5_000) throws(Failure) {
    let deadline = Deadline(milliseconds: timeoutMilliseconds)
    var sent = 0
    repeat {
      let done = bytes.withUnsafeBytes { buffer in
        let rest = UnsafeRawBufferPointer(rebasing: buffer[sent...])
        return retrying {
          Glibc.send(descriptor.raw, rest.baseAddress, rest.count, CInt(MSG_NOSIGNAL))
        }
      }
      if done >= 0 {
        sent += done
      } else if errno == EAGAIN {
        try wait(POLLOUT, deadline, for: "send")
      } else {
        throw Failure(cannot: "send", errno: errno)
      }
    } while sent < bytes.count
  }

  /// The bytes of one read, at most `limit`; empty when the other end closed. A longer message
  /// on a packet socket is refused (`message_too_large`).
  public func receive(
    limit: Int, timeoutMilliseconds: Int64 = 5_000
  ) throws(Failure) -> [UInt8] {
    let deadline = Deadline(milliseconds: timeoutMilliseconds)
    // One byte more shows a message that is too long; a stream's next byte must stay there.
    var buffer = [UInt8](repeating: 0, count: isPackets ? limit + 1 : limit)
    while true {
      let got = buffer.withUnsafeMutableBytes { bytes in
        retrying { recv(descriptor.raw, bytes.baseAddress, bytes.count, 0) }
      }
      if got > limit {
        throw Failure(.messageTooLarge, "cannot receive: a message above \(limit) bytes")
      }
      if got >= 0 { return Array(buffer[..<got]) }
      guard errno == EAGAIN else { throw Failure(cannot: "receive", errno: errno) }
      try wait(POLLIN, deadline, for: "receive")
    }
  }

  private func wait(
    _ events: CInt, _ deadline: Deadline, for act: String
  ) throws(Failure) {
    var item = pollfd(fd: descriptor.raw, events: Int16(events), revents: 0)
    let ready = poll(&item, 1, deadline.pollTimeout)
    if ready == 0 { throw Failure(cannot: act, errno: ETIMEDOUT) }
    guard ready > 0 || errno == EINTR else { throw Failure(cannot: act, errno: errno) }
  }
}
