import Glibc

/// An IPv4 or IPv6 address with a port: `127.0.0.1:3030`, `[::1]:3030`.
struct SocketAddress: Hashable, CustomStringConvertible {
  var host: [UInt8]
  var port: UInt16

  init?(_ text: String) {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...])
    else { return nil }
    self.init(host: String(text[..<colon]), port: port)
  }

  init?(host text: String, port: UInt16) {
    self.port = port
    let bare =
      text.hasPrefix("[") && text.hasSuffix("]") ? String(text.dropFirst().dropLast()) : text
    host = [UInt8](repeating: 0, count: 4)
    if bare == "localhost" {
      host = [127, 0, 0, 1]
    } else if inet_pton(AF_INET, bare, &host) != 1 {
      host = [UInt8](repeating: 0, count: 16)
      guard inet_pton(AF_INET6, bare, &host) == 1 else { return nil }
    }
  }

  /// From what the kernel filled in.
  init(_ storage: sockaddr_storage) {
    (host, port) = withUnsafeBytes(of: storage) { bytes in
      let port = UInt16(bytes[2]) << 8 | UInt16(bytes[3])
      let isIPv6 = storage.ss_family == sa_family_t(AF_INET6)
      return (Array(isIPv6 ? bytes[8..<24] : bytes[4..<8]), port)
    }
  }

  var family: CInt { host.count == 4 ? AF_INET : AF_INET6 }

  var hostText: String {
    var text = [CChar](repeating: 0, count: 64)
    inet_ntop(family, host, &text, 64)
    let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }

  var description: String { family == AF_INET ? "\(hostText):\(port)" : "[\(hostText)]:\(port)" }

  func with(port: UInt16) -> SocketAddress {
    var copy = self
    copy.port = port
    return copy
  }

  func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    var storage = sockaddr_storage()
    storage.ss_family = sa_family_t(family)
    withUnsafeMutableBytes(of: &storage) { bytes in
      bytes[2] = UInt8(port >> 8)
      bytes[3] = UInt8(port & 0xff)
      for (index, byte) in host.enumerated() { bytes[(host.count == 4 ? 4 : 8) + index] = byte }
    }
    let length = socklen_t(host.count == 4 ? 16 : 28)
    return withUnsafePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
    }
  }
}
