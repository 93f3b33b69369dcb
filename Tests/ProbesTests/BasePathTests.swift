import Basics
import NIOPosix
import Testing

@testable import Probes

@Suite struct BasePathTests {
  private let bench = Bench()
  private let paths = ["/mainnet", "/testnet", "/alpha"]

  @Test func theBasePathThatAnsweredIsAskedFirstFromThenOn() async throws {
    let server = try RawServer(bench.group) { path in
      path == "/alpha/block/height/latest" ? .ok("7") : .ok("", status: "404 Not Found")
    }
    #expect(await bench.height(of: server.port, basePaths: paths) == .height(7))
    #expect(await bench.height(of: server.port, basePaths: paths) == .height(7))
    #expect(
      server.paths == [
        "/mainnet/block/height/latest", "/testnet/block/height/latest",
        "/alpha/block/height/latest", "/alpha/block/height/latest",
      ])
  }

  @Test func aLimitIsNotMetWithMoreRequests() async throws {
    let server = try RawServer(bench.group) { _ in .ok("", status: "429 Too Many Requests") }
    #expect(await bench.height(of: server.port, basePaths: paths) == .limited)
    #expect(server.paths.count == 1)
  }

  @Test func aBasePathThatLeftTheConfigurationIsNotAskedAgain() async throws {
    let server = try RawServer(bench.group) { _ in .ok("7") }
    _ = await bench.height(of: server.port, basePaths: ["/alpha"])
    _ = await bench.height(of: server.port, basePaths: ["/delta"])
    #expect(server.paths == ["/alpha/block/height/latest", "/delta/block/height/latest"])
  }

  @Test func noKnownBasePathIsAFailure() async throws {
    let server = try RawServer(bench.group) { _ in .ok("", status: "404 Not Found") }
    #expect(
      await bench.height(of: server.port, basePaths: paths)
        == .failed(reason: "no known base path (HTTP status 404)"))
  }

  @Test func allBasePathsTogetherHaveOneTimeLimit() async throws {
    let server = try RawServer(bench.group) { _ in
      .late(milliseconds: 200, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
    }
    #expect(
      await bench.height(of: server.port, basePaths: paths, timeoutMilliseconds: 300)
        == .failed(reason: "no answer within 300 ms"))
    #expect(!server.paths.contains("/alpha/block/height/latest"))
  }
}
