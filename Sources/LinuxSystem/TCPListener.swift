public import Basics
import CLinux
import Glibc

/// A listening TCP socket that someone else made and gave to us.
public struct TCPListener: ~Copyable, Sendable {
  /// Non-blocking.
  public let descriptor: Descriptor
  public let address: TCPAddress
  /// Whether it is an IPv6 socket that takes IPv4 connections too.
  public let isDualStack: Bool

  /// Fails when it doesn't listen, or isn't TCP.
  public init(owning descriptor: consuming Descriptor) throws(Failure) {
    let address = try TCPAddress(of: descriptor)
    _ = try Queue(of: descriptor)
    let flags = fcntl(descriptor.raw, F_GETFL)
    guard flags >= 0, fcntl(descriptor.raw, F_SETFL, flags | O_NONBLOCK) == 0 else {
      throw Failure(cannot: "set up \(address)", errno: errno)
    }
    self.isDualStack = adnet_is_dual_stack(descriptor.raw) == 1
    self.address = address
    self.descriptor = descriptor
  }

  /// The connections that wait to be accepted.
  public struct Queue: Sendable {
    public let length: Int
    public let room: Int
    /// The kernel lets one more in than it says.
    public var isFull: Bool { length > room }

    public init(of listener: borrowing Descriptor) throws(Failure) {
      var length: UInt32 = 0
      var room: UInt32 = 0
      guard adnet_listener_queue(listener.raw, &length, &room) == 0 else {
        throw Failure(cannot: "read the queue of a listener", errno: errno)
      }
      self.length = Int(length)
      self.room = Int(room)
    }
  }

  public func queue() throws(Failure) -> Queue { try Queue(of: descriptor) }

  /// The next connection, non-blocking; nil when none waits.
  public func accept() throws(Failure) -> TCPConnection? {
    while true {
      let raw = adnet_accept(descriptor.raw)
      if raw >= 0 { return TCPConnection(owning: Descriptor(owning: raw)) }
      switch errno {
      case EAGAIN: return nil
      case EINTR, ECONNABORTED: continue
      default: throw Failure(cannot: "accept on \(address)", errno: errno)
      }
    }
  }

  /// The member of this socket's SO_REUSEPORT group that takes new connections.
  public enum Takers: Sendable {
    case first
    /// The second, except for what comes from one IPv4 address, in host byte order.
    case second(except: UInt32)
  }

  /// Holds for the whole group, at once.
  public func direct(to takers: Takers) throws(Failure) {
    let result =
      switch takers {
      case .first: adnet_reuseport_to_first(descriptor.raw)
      case .second(let source): adnet_reuseport_to_second_except(descriptor.raw, source)
      }
    guard result == 0 else { throw Failure(cannot: "direct \(address)", errno: errno) }
  }
}
