import Glibc
import LinuxSystem
import Testing

@Suite struct ListenerTests {
  /// Its number is the kernel's choice.
  private func open(_ kind: Int32) -> (descriptor: CInt, port: Int) {
    let descriptor = socket(AF_INET, kind | CInt(SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = bind(descriptor, $0, length)
        _ = getsockname(descriptor, $0, &length)
      }
    }
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
  }

  @Test func aUDPSocketIsNoTCPListener() throws {
    let (descriptor, port) = open(CInt(SOCK_DGRAM.rawValue))
    defer { close(descriptor) }
    for _ in 0..<50 {
      let found = try Listener.receivers().filter { $0.port == port }
      #expect(found.map(\.host) == ["127.0.0.1"])
      #expect(found.map(\.user) == [getuid()])
    }
    #expect(try Listener.all().allSatisfy { $0.port != port })
  }
}
