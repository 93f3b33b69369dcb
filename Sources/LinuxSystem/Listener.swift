public import Basics
import CLinux
import Glibc

/// A listening TCP socket of the host, or a UDP socket that receives from anybody.
public struct Listener: Hashable, Sendable, CustomStringConvertible {
  /// Four bytes of IPv4, or sixteen of IPv6.
  public let address: [UInt8]
  public let port: Int
  public let user: UInt32
  /// Connections that wait to be accepted.
  public var waiting = 0
  /// The inode of the control group of whoever made it; 0 when the kernel doesn't tell.
  public var group: UInt64 = 0
  /// As in `socket:[N]` among a process's descriptors.
  public var inode: UInt32 = 0
  /// An IPv6 socket that takes no IPv4.
  public var isIPv6Only = false

  public init(address: [UInt8], port: Int, user: UInt32) {
    self.address = address
    self.port = port
    self.user = user
  }

  public static func all() throws(Failure) -> [Listener] {
    try all("list listening sockets", adnet_visit_listeners)
  }

  /// UDP sockets that receive from anybody. Throws `system_call_failed` where the kernel lacks the question (its
  /// module udp_diag).
  public static func receivers() throws(Failure) -> [Listener] {
    try all("list UDP sockets", adnet_visit_receivers)
  }

  private static func all(
    _ what: String,
    _ visit: (CInt, @escaping adnet_listener_visit, UnsafeMutableRawPointer?) -> CInt
  ) throws(Failure) -> [Listener] {
    let found = Found()
    for (family, words) in [(AF_INET, 1), (AF_INET6, 4)] {
      found.bytes = words * 4
      let result = visit(
        family,
        { seen, context in
          guard let context else { return }
          Unmanaged<Found>.fromOpaque(context).takeUnretainedValue().note(seen.pointee)
        }, Unmanaged.passUnretained(found).toOpaque())
      guard result == 0 else { throw Failure(cannot: what, errno: errno) }
    }
    return found.listeners
  }

  /// Reachable from other networks: neither loopback nor a private address (RFC 1918, 4193, 4291).
  public var isPublic: Bool {
    // An IPv4 address in IPv6's clothes.
    let mapped =
      address.count == 16 && address[..<10].allSatisfy { $0 == 0 }
      && address[10...11].allSatisfy { $0 == 0xff }
    let bytes = mapped ? Array(address[12...]) : address
    if bytes.count == 4 {
      switch (bytes[0], bytes[1]) {
      case (127, _), (10, _), (192, 168), (172, 16...31), (169, 254): return false
      default: return true
      }
    }
    let isLoopback = bytes[..<15].allSatisfy { $0 == 0 } && bytes[15] == 1
    let isLocal = bytes[0] & 0xfe == 0xfc || (bytes[0] == 0xfe && bytes[1] & 0xc0 == 0x80)
    return !isLoopback && !isLocal
  }

  public var description: String { Endpoint.text(host, port) }

  /// The address as it is written: `0.0.0.0`, `::1`.
  public var host: String {
    let family = address.count == 4 ? AF_INET : AF_INET6
    var text = [CChar](repeating: 0, count: 64)
    guard inet_ntop(family, address, &text, 64) != nil else { return "?" }
    return String(
      decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private final class Found {
    var bytes = 0
    var listeners: [Listener] = []

    func note(_ seen: adnet_listener) {
      let address = withUnsafeBytes(of: seen.address) { Array($0.prefix(bytes)) }
      var listener = Listener(address: address, port: Int(seen.port), user: seen.user)
      listener.waiting = Int(seen.waiting)
      listener.group = seen.group
      listener.inode = seen.inode
      listener.isIPv6Only = seen.is_ipv6_only != 0
      listeners.append(listener)
    }
  }
}
