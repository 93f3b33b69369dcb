public import Basics
import CLinux

/// An IPv4 or IPv6 address with a port.
public struct TCPAddress: Hashable, Sendable, CustomStringConvertible {
  public enum Family: Sendable { case four, six }

  public let family: Family
  /// Four or sixteen.
  public let bytes: [UInt8]
  public let port: UInt16

  /// Nil when `text` isn't an address in numbers.
  public init?(_ text: String, port: UInt16) {
    var parsed = adnet_address()
    guard adnet_parse_address(text, &parsed) == 0 else { return nil }
    parsed.port = port
    self.init(parsed)
  }

  /// The address that a socket is bound to.
  public init(of socket: borrowing Descriptor) throws(Failure) {
    var found = adnet_address()
    let error = adnet_socket_address(socket.raw, &found)
    guard error == 0 else { throw Failure(cannot: "read a socket's address", errno: error) }
    guard let address = TCPAddress(found) else {
      throw Failure(.notAnIPSocket, "cannot use a socket: it is neither IPv4 nor IPv6")
    }
    self = address
  }

  init?(_ address: adnet_address) {
    switch address.family {
    case 4: family = .four
    case 6: family = .six
    default: return nil
    }
    bytes = withUnsafeBytes(of: address.bytes) { Array($0.prefix(address.family == 4 ? 4 : 16)) }
    port = address.port
  }

  private init(family: Family, bytes: [UInt8], port: UInt16) {
    self.family = family
    self.bytes = bytes
    self.port = port
  }

  public func with(port: UInt16) -> TCPAddress {
    TCPAddress(family: family, bytes: bytes, port: port)
  }

  /// Whether it is an address of this host, the loopback network included.
  public var isOwn: Bool {
    if family == .four, bytes[0] == 127 { return true }
    // UDP connects to any port but this.
    var address = with(port: 9).native
    return adnet_is_own_address(&address) == 1
  }

  public var isWildcard: Bool { bytes.allSatisfy { $0 == 0 } }

  /// Without the port, and IPv6 without brackets.
  public var host: String {
    let text = description
    let host = text.prefix(upTo: text.lastIndex(of: ":") ?? text.endIndex)
    return host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : String(host)
  }

  public var description: String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { text in
      var address = native
      adnet_format_address(&address, text.baseAddress!)
      return String(cString: text.baseAddress!)
    }
  }

  var native: adnet_address {
    var address = adnet_address()
    address.family = family == .four ? 4 : 6
    address.port = port
    withUnsafeMutableBytes(of: &address.bytes) { $0.copyBytes(from: bytes) }
    return address
  }
}
