public import Basics
import CLinux
import Glibc

/// One TCP connection, non-blocking throughout.
public struct TCPConnection: ~Copyable, Sendable {
  public let descriptor: Descriptor

  public init(owning descriptor: consuming Descriptor) { self.descriptor = descriptor }

  public consuming func take() -> Descriptor { descriptor }

  /// The address of the other end; nil when nobody is there any more.
  public func remote() -> TCPAddress? { Self.remote(of: descriptor) }

  public static func remote(of connection: borrowing Descriptor) -> TCPAddress? {
    var found = adnet_address()
    guard adnet_socket_remote_address(connection.raw, &found) == 0 else { return nil }
    return TCPAddress(found)
  }

  /// Begins to connect from an address of this host; nil when the host doesn't have it.
  public static func connect(
    from source: TCPAddress, to target: TCPAddress
  ) throws(Failure) -> TCPConnection? {
    var (from, to) = (source.native, target.native)
    let raw = adnet_connect_from(&from, &to)
    if raw >= 0 { return TCPConnection(owning: Descriptor(owning: raw)) }
    if errno == EADDRNOTAVAIL || errno == EAFNOSUPPORT { return nil }
    throw Failure(cannot: "connect to \(target)", errno: errno)
  }

  /// Closes our direction and waits until the other kernel has confirmed it, so that the
  /// connection is surely in the queue of a listener, or in a program's hands. False when no
  /// answer came in time.
  public func isTaken(before deadline: Deadline) throws(Failure) -> Bool {
    var looks = 0
    while true {
      switch adnet_close_is_confirmed(descriptor.raw) {
      case 1: return true
      case 0: if deadline.isOver { return false }
      default: throw Failure(cannot: "connect", errno: errno)
      }
      // On loopback all is done after two looks, unless the kernel is busy.
      looks += 1
      if looks > 3 { Clock.sleep(milliseconds: 1) }
    }
  }

  /// The result of one read or write.
  public enum Progress: Hashable, Sendable {
    case bytes(Int)
    case notYet
    /// The other end has closed, or the connection is lost.
    case ended
  }

  public func read(into buffer: UnsafeMutableRawBufferPointer) -> Progress {
    let got = retrying { recv(descriptor.raw, buffer.baseAddress, buffer.count, 0) }
    if got > 0 { return .bytes(got) }
    return got < 0 && errno == EAGAIN ? .notYet : .ended
  }

  public func write(_ bytes: ArraySlice<UInt8>) -> Progress {
    let done = bytes.withUnsafeBytes { buffer in
      retrying {
        send(descriptor.raw, buffer.baseAddress, buffer.count, CInt(MSG_NOSIGNAL))
      }
    }
    if done >= 0 { return .bytes(done) }
    return errno == EAGAIN ? .notYet : .ended
  }

  /// No more from us; the other end may still send.
  public func finishWriting() { shutdown(descriptor.raw, CInt(SHUT_WR)) }
}
