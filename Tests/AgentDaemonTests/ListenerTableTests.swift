import Glibc
import Health
import LinuxSystem
import Testing

@testable import AgentDaemon

/// Who listens, by the kernel's own tables.
@Suite struct ListenerTableTests {
  @Test func aListenerOfThisProcessIsSeenAtItsPort() throws {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    try #require(socket >= 0)
    defer { close(socket) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, length) == 0 && listen(socket, 5) == 0
          && getsockname(socket, $0, &length) == 0
      }
    }
    try #require(bound)
    let number = Int(UInt16(bigEndian: address.sin_port))
    let port = ExpectedPort(
      role: "rest", address: "127.0.0.1", port: number, isReady: true, isHeld: false)
    let table = ListenerTable()
    let seen = try #require(
      table.seen([port], node: nil, held: [], user: getuid(), nowMs: 1_000, fresh: true))
    #expect(seen.map(\.port) == [number])
    #expect(seen.first?.isPublic == false)
    // What closes is gone from the next look; until then the table of half a second ago counts.
    close(socket)
    #expect(
      table.seen([port], node: nil, held: [], user: getuid(), nowMs: 1_100, fresh: false)?.count
        == 1)
    #expect(
      table.seen([port], node: nil, held: [], user: getuid(), nowMs: 1_600, fresh: false)?.isEmpty
        == true)
  }
}
