import Basics
import Health
import NIOPosix
import Testing

@testable import Probes

@Suite struct SourceTests {
  private let bench = Bench()

  @Test func probesOfThisHostComeFromTheirOwnAddress() async throws {
    let server = try RawServer(bench.group) { _ in .ok("7") }
    #expect(await bench.height(of: server.port) == .height(7))
    #expect(await bench.tcp("127.0.0.1", server.port) == .passed(.none))
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
    #expect(await bench.tcp("127.0.0.1", server.port) == .passed(.none))
    // Not one that just closed: a program that another test starts has its copy until it is exec'd.
    let port = 1
    #expect(await bench.tcp("127.0.0.1", port) == .refused)
    #expect(
      await bench.height(of: port, host: "127.0.0.1")
        == .failed(reason: "connection refused"))
  }
}
