import Glibc
import Testing

@testable import LinuxSystem

@Suite struct ListeningPortsTests {
  @Test func theQuestionAndTheTableTellTheSame() throws {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    #expect(listen(socket, 1) == 0)
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutableBytes(of: &address) { bytes in
      _ = getsockname(socket, bytes.assumingMemoryBound(to: sockaddr.self).baseAddress!, &length)
    }
    let port = UInt16(bigEndian: address.sin_port)
    try #expect(ListeningPorts.read().users[port] == geteuid())
    try #expect(ListeningPorts.readTables().users[port] == geteuid())
  }
}
