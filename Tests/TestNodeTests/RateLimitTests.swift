import Testing

@testable import TestNode

struct RateLimitTests {
  let room = Room()
  let path = "/mainnet/peers/count"

  @Test func answersOneTooManyInV3With200AndText() async throws {
    let node = try NodeUnderTest(room, ["--rest-rps=3"])
    let rest = try await node.rest()
    for _ in 0..<3 { #expect(try Client.get(rest, path).body == "0") }
    let limited = try untilLimited(rest, path)
    #expect(limited.status == 200)
    #expect(limited.body.hasPrefix("Too Many Requests!"))
  }

  @Test(arguments: [
    ("--as=snarkos-4.4", "Failed to convert error", false),
    ("--api=v4.6", "Too Many Requests! Wait for 0s (HTTP 429)", true),
  ])
  func answersOneTooManyInV4ByThePath(
    version: String, elsewhere: String, saysWhen: Bool
  ) async throws {
    let node = try NodeUnderTest(room, ["--rest-rps=1", version])
    let rest = try await node.rest()
    let truthful = try untilLimited(rest, "/v2/mainnet/peers/count")
    #expect(truthful.status == 429)
    #expect((truthful.headers["retry-after"] != nil) == saysWhen)
    let other = try untilLimited(rest, path)
    #expect(other.status == 500)
    #expect(other.body == elsewhere)
  }

  @Test func givesEachPeerAddressABucketOfItsOwn() async throws {
    let node = try NodeUnderTest(room, ["--rest-rps=1"])
    let rest = try await node.rest()
    _ = try untilLimited(rest, path)
    #expect(try Client.get(rest, path, from: "127.66.0.1").body == "0")
  }

  /// On a busy machine a token may come back between two requests.
  private func untilLimited(_ rest: String, _ path: String) throws -> Client.Answer {
    for _ in 0..<100 {
      let answer = try Client.get(rest, path)
      if answer.body != "0" { return answer }
    }
    throw TimedOut(description: "never limited")
  }

  @Test func refillsOneASecondInV3AndTheWholeRateInV4() throws {
    let peer = try #require(SocketAddress("127.0.0.1:1"))
    for (api, refilled) in [(API.v3, 1), (.v4, 10), (.v46, 10)] {
      var limit = try #require(RateLimit(perSecond: 10, api: api))
      let burst = (0..<20).filter { _ in limit.admits(peer, at: 0) }
      let later = (0..<20).filter { _ in limit.admits(peer, at: 1_000_000_000) }
      #expect(burst.count == 10)
      #expect(later.count == refilled)
    }
  }

  @Test func isOffWithALargeNumber() {
    #expect(RateLimit(perSecond: 100_000, api: .v3) == nil)
  }
}
