import AgentCore
import Glibc
import NIOPosix
import Testing

@testable import Probes

@Suite struct SourceTests {
  private let bench = Bench()

  @Test func probesOfThisHostComeFromTheirOwnAddress() async throws {
    let server = try RawServer(bench.group) { _ in .ok("7") }
    #expect(await bench.height(of: server.port) == .height(7))
    #expect(await bench.tcp("127.0.0.1", server.port) == .accepted)
    #expect(server.clients.first == ProbeSource.address)
  }

  @Test(arguments: ["127.0.0.1", "127.9.8.7"])
  func theWholeLoopbackNetworkIsThisHost(host: String) {
    #expect(ProbeTarget(host: host, port: 1).source == ProbeSource.address)
  }

  @Test(arguments: ["203.0.113.9", "::1", "node.example"])
  func otherTargetsAreAskedFromAnyAddress(host: String) {
    #expect(ProbeTarget(host: host, port: 1).source == nil)
  }

  @Test func anIPv6TargetIsAskedToo() async throws {
    let server = try RawServer(bench.group, host: "::1") { _ in .ok("7") }
    #expect(await bench.height(of: server.port, host: "::1") == .height(7))
  }

  @Test func aNameIsResolved() async throws {
    let server = try RawServer(bench.group) { _ in .ok("7") }
    #expect(await bench.height(of: server.port, host: "localhost") == .height(7))
  }

  @Test func nobodyThereIsToldApartFromNoAnswer() async throws {
    let server = try RawServer(bench.group) { _ in .silence }
    #expect(await bench.tcp("127.0.0.1", server.port) == .accepted)
    // Bound and not listening: nobody else can take the port over meanwhile.
    let (socket, port) = try boundPort()
    defer { close(socket) }
    #expect(await bench.tcp("127.0.0.1", port) == .refused)
    #expect(
      await bench.height(of: port, host: "127.0.0.1")
        == .failed(reason: "cannot connect: Connection refused"))
  }

  private func boundPort() throws -> (Int32, Int) {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_CLOEXEC, 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
        bind(descriptor, raw, size) == 0 && getsockname(descriptor, raw, &size) == 0
      }
    }
    try #require(isBound)
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
  }
}
