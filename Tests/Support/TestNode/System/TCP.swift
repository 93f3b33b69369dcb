import CTestNode
import Glibc

/// TCP sockets, always non-blocking and close-on-exec. Errors are errno values.
enum TCP {
  struct Failed: Error {
    let errno: CInt
    var text: String { String(cString: strerror(errno)) }
  }

  /// The calls of tokio's `TcpListener::bind`, in its order.
  static func listen(_ address: SocketAddress) throws(Failed) -> CInt {
    let descriptor = try make(address.family)
    option(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
    let bound = address.withPointer { bind(descriptor, $0, $1) }
    guard bound == 0, Glibc.listen(descriptor, 1024) == 0 else { throw give(up: descriptor) }
    return descriptor
  }

  /// Starts to connect; the outcome is seen at the first write.
  static func connect(_ address: SocketAddress, from source: SocketAddress?) throws(Failed) -> CInt
  {
    let descriptor = try make(address.family)
    option(descriptor, CInt(IPPROTO_TCP), TCP_NODELAY, 1)
    if let source {
      // The port is chosen at connect, where it only has to differ per destination.
      let bindAddressNoPort: CInt = 24
      option(descriptor, CInt(IPPROTO_IP), bindAddressNoPort, 1)
      guard source.withPointer({ bind(descriptor, $0, $1) }) == 0 else {
        throw give(up: descriptor)
      }
    }
    let connected = address.withPointer { Glibc.connect(descriptor, $0, $1) }
    guard connected == 0 || errno == EINPROGRESS else { throw give(up: descriptor) }
    return descriptor
  }

  static func accept(_ listener: CInt) -> (descriptor: CInt, peer: SocketAddress)? {
    var storage = sockaddr_storage()
    var length = UInt32(MemoryLayout<sockaddr_storage>.size)
    let descriptor = adnet_testnode_accept(listener, &storage, &length)
    return descriptor < 0 ? nil : (descriptor, SocketAddress(storage))
  }

  static func localAddress(_ descriptor: CInt) -> SocketAddress {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    _ = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(descriptor, $0, &length)
      }
    }
    return SocketAddress(storage)
  }

  private static func make(_ family: CInt) throws(Failed) -> CInt {
    let flags = CInt(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = socket(family, flags, 0)
    guard descriptor >= 0 else { throw Failed(errno: errno) }
    return descriptor
  }

  private static func give(up descriptor: CInt) -> Failed {
    let failed = Failed(errno: errno)
    close(descriptor)
    return failed
  }

  private static func option(_ descriptor: CInt, _ level: CInt, _ name: CInt, _ value: CInt) {
    var value = value
    setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<CInt>.size))
  }
}
