import Basics
import LinuxSystem
import NIOHTTP1
import Synchronization
import Testing

@testable import Relay

@Suite struct TruthfulRouteUnitTests {
  @Test(arguments: [
    ("", "/mainnet/block/1?a=b", "/v2/mainnet/block/1?a=b"), ("", "/v1/mainnet/x", "/v2/mainnet/x"),
    ("", "/v2/mainnet/x", nil), ("", "/", nil), ("", "*", nil), ("", "/v10/x", "/v2/v10/x"),
    ("/a", "/mainnet/x", "/a/v2/mainnet/x"), ("/a/v1", "/mainnet/x", "/a/v2/mainnet/x"),
    ("/v2", "/mainnet/x", nil),
  ])
  func eachRouteHasOne(prefix: String, named: String, truthful: String?) throws {
    let peer = try #require(PeerTarget("http://127.0.0.1:1\(prefix)"))
    func target(_ method: HTTPMethod) -> String? {
      TruthfulRoute.of(HTTPRequestHead(version: .http1_1, method: method, uri: named), at: peer)
    }
    #expect(target(.GET) == truthful)
    #expect(target(.POST) == truthful)
    #expect(target(.OPTIONS) == nil)
  }
}

extension OneAtATime {
  /// Peers that turn every failure into 500 but on one of their routes.
  @Suite(.enabled(if: PrivateNetwork.isPossible, PrivateNetwork.why))
  struct TruthfulRouteTests {
    private static let get = "GET /mainnet/block/9 HTTP/1.1\r\nHost: x\r\n\r\n"
    private static let post =
      "POST /mainnet/transaction/broadcast HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}"
    private static let vague = ScriptedServer.text(
      "Failed to convert error", status: "500 Internal Server Error")
    private static let limit = ScriptedServer.text(
      "Too Many Requests!", status: "429 Too Many Requests")
    private static func isTruthful(_ request: String) -> Bool { request.contains(" /v2/") }

    private func peer(
      truthful: @escaping @Sendable (String) -> ScriptedServer.Step,
      named: @escaping @Sendable (String) -> ScriptedServer.Step
    ) throws -> ScriptedServer {
      try ScriptedServer { Self.isTruthful($0) ? truthful($0) : named($0) }
    }

    private func answers(
      _ count: Int, of peers: [ScriptedServer], to request: String
    ) throws -> (answers: [String], counts: RelayCounts) {
      let port = try HeldPort("127.0.0.1")
      let relay = try RunningRelay.diverted(port, to: peers)
      let client = try port.connect()
      var answers: [String] = []
      for _ in 0..<count {
        client.send(request)
        answers.append(try client.receiveAnswer())
      }
      let counts = try relay.ask(.status).counts
      try relay.stop()
      return (answers, counts)
    }

    @Test func aPeerIsAskedWhereItsRefusalCanBeTold() throws {
      try PrivateNetwork.run {
        let strict = try peer(
          truthful: { _ in .answer(Self.limit) }, named: { _ in .answer(Self.vague) })
        let other = try peer(truthful: { _ in ScriptedServer.json("7") }, named: { _ in .close })
        let (answers, counts) = try answers(6, of: [strict, other], to: Self.get)
        #expect(answers.allSatisfy { $0.hasSuffix("\r\n\r\n7") })
        #expect(counts.limited > 0 && counts.failed == 0)
        #expect(strict.requests.withLock { $0.allSatisfy(Self.isTruthful) })
      }
    }

    @Test func aFailureReachesTheClientAsOnTheRouteThatItNamed() throws {
      try PrivateNetwork.run {
        let one = try peer(
          truthful: { _ in .answer(ScriptedServer.text("no such block", status: "404 Not Found")) },
          named: { _ in .answer(Self.vague) })
        let (answers, counts) = try answers(3, of: [one], to: Self.get)
        #expect(answers.allSatisfy { $0.hasPrefix("HTTP/1.1 500 ") })
        #expect(answers.allSatisfy { $0.hasSuffix("Failed to convert error") })
        #expect(counts.limited == 0 && counts.byPeers == 3)
      }
    }

    @Test(arguments: [
      ScriptedServer.text("", status: "404 Not Found"),
      ScriptedServer.text("<html>", more: "Content-Type: text/html\r\n"),
    ])
    func aPeerWithoutSuchARouteIsAskedThereOnce(_ page: String) throws {
      try PrivateNetwork.run {
        let old = try peer(
          truthful: { _ in .answer(page) }, named: { _ in ScriptedServer.json("5") })
        let (answers, _) = try answers(4, of: [old], to: Self.get)
        #expect(answers.allSatisfy { $0.hasSuffix("\r\n\r\n5") })
        #expect(old.requests.withLock { $0.filter(Self.isTruthful).count } == 1)
        #expect(old.requests.withLock { $0.count } == 5)
      }
    }

    @Test func whatMayNotBeAskedTwiceGoesToAnotherWhenItWasOneTooMany() throws {
      try PrivateNetwork.run {
        let strict = try peer(truthful: { _ in .answer(Self.limit) }, named: { _ in .close })
        let other = try peer(
          truthful: { _ in ScriptedServer.json("\"at1\"") }, named: { _ in .close })
        let (answers, counts) = try answers(4, of: [strict, other], to: Self.post)
        #expect(answers.allSatisfy { $0.hasSuffix("\"at1\"") })
        #expect(counts.limited > 0)
        #expect(other.requests.withLock { $0.count } == 4)
      }
    }

    @Test func whatMayNotBeAskedTwiceIsAskedAgainWhereTheRouteIsMissing() throws {
      try PrivateNetwork.run {
        let old = try peer(
          truthful: { _ in .answer(ScriptedServer.text("", status: "404 Not Found")) },
          named: { _ in ScriptedServer.json("\"at1\"") })
        let (answers, _) = try answers(3, of: [old], to: Self.post)
        #expect(answers.allSatisfy { $0.hasSuffix("\"at1\"") })
        #expect(old.requests.withLock { $0.filter(Self.isTruthful).count } == 1)
      }
    }

    /// A route that needs consensus is 503 at a node without; that is no refusal for too many requests.
    @Test func aFailureOfTheTruthfulRouteTakesNothingFromThePeer() throws {
      try PrivateNetwork.run {
        let one = try peer(
          truthful: { _ in
            .answer(ScriptedServer.text("not here", status: "503 Service Unavailable"))
          },
          named: { _ in .answer(Self.vague) })
        let (answers, counts) = try answers(3, of: [one], to: Self.get)
        #expect(answers.allSatisfy { $0.hasPrefix("HTTP/1.1 500 ") })
        #expect(counts.limited == 0)
      }
    }

    /// A block that comes between two questions doesn't make the peer one without the route.
    @Test func aFailureThatIsOverDoesNotUnlearnTheRoute() throws {
      try PrivateNetwork.run {
        let isThere = Mutex(false)
        let one = try peer(
          truthful: { _ in
            isThere.withLock { $0 }
              ? ScriptedServer.json("9")
              : .answer(
                ScriptedServer.text(
                  "{}", status: "404 Not Found", more: ScriptedServer.isJSON))
          },
          named: { _ in
            isThere.withLock { $0 = true }
            return ScriptedServer.json("9")
          })
        let (answers, _) = try answers(3, of: [one], to: Self.get)
        #expect(answers.allSatisfy { $0.hasSuffix("9") })
        #expect(one.requests.withLock { $0.filter(Self.isTruthful).count } == 3)
      }
    }

    /// Only today's nodes have that sentence, and they have the route.
    @Test func theSentenceForEveryFailureBringsTheRouteBack() throws {
      try PrivateNetwork.run {
        let isNew = Mutex(false)
        let one = try peer(
          truthful: { _ in
            isNew.withLock { $0 }
              ? ScriptedServer.json("9") : .answer(ScriptedServer.text("", status: "404 Not Found"))
          },
          named: { _ in isNew.withLock { $0 } ? .answer(Self.vague) : ScriptedServer.json("9") })
        let port = try HeldPort("127.0.0.1")
        let relay = try RunningRelay.diverted(port, to: [one])
        let client = try port.connect()
        for round in 0..<4 {
          if round == 2 { isNew.withLock { $0 = true } }
          client.send(Self.get)
          #expect(try client.receiveAnswer().hasSuffix("\r\n\r\n9"))
        }
        try relay.stop()
      }
    }

    /// A node takes 256,000 bytes; what is refused as one too many goes to another peer with all of it.
    @Test func aLargeBodyMayGoToAnotherPeer() throws {
      try PrivateNetwork.run {
        let strict = try peer(truthful: { _ in .answer(Self.limit) }, named: { _ in .close })
        let other = try peer(
          truthful: { ScriptedServer.json("\($0.utf8.count)") }, named: { _ in .close })
        let body = String(repeating: "x", count: 256_000)
        let request =
          "POST /mainnet/transaction/broadcast HTTP/1.1\r\nHost: x\r\n"
          + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        let (answers, counts) = try answers(3, of: [strict, other], to: request)
        #expect(answers.allSatisfy { $0.hasPrefix("HTTP/1.1 200 ") })
        #expect(counts.limited > 0 && counts.unavailable == 0)
        #expect(other.requests.withLock { $0.allSatisfy { $0.hasSuffix(body) } })
      }
    }

    @Test func largeBodiesAreKeptUpToANumber() {
      let board = Switchboard(
        Diversion(parkLimitMilliseconds: 1, now: .init(boottime: 0, unix: 0)), ClientLimits())
      var kept = (0..<LargeBody.most).compactMap { _ in LargeBody(board) }
      #expect(kept.count == LargeBody.most)
      #expect(LargeBody(board) == nil)
      kept.removeLast()
      #expect(LargeBody(board) != nil)
      withExtendedLifetime(kept) {}
    }

    @Test func onceAPeerIsKnownWhatMayNotBeAskedTwiceGoesToItsTruthfulRoute() throws {
      try PrivateNetwork.run {
        let port = try HeldPort("127.0.0.1")
        let one = try peer(
          truthful: { request in
            request.hasPrefix("GET")
              ? ScriptedServer.json("7")
              : .answer(ScriptedServer.text("bad", status: "422 Unprocessable Entity"))
          }, named: { _ in .close })
        let relay = try RunningRelay.diverted(port, to: [one])
        let client = try port.connect()
        client.send(Self.get)
        #expect(try client.receiveAnswer().hasSuffix("7"))
        client.send(Self.post)
        #expect(try client.receiveAnswer().hasPrefix("HTTP/1.1 422 "))
        #expect(one.requests.withLock { $0.count } == 2)
        try relay.stop()
      }
    }
  }
}
