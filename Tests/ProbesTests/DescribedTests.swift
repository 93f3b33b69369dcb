import Basics
import Health
import NIOPosix
import Quorum
import Testing

@testable import Probes

/// Nodes that aren't of the family, as their configuration describes them.
@Suite struct DescribedTests {
  private let bench = Bench()

  private static func query(
    path: String = "/x", body: String = "", field: String = "", equals: String = "",
    metric: String = ""
  ) -> ProbeQuery {
    var query = ProbeQuery()
    query.path = path
    query.body = body
    query.field = field
    query.equals = equals
    query.metric = metric
    return query
  }

  private func height(
    _ query: ProbeQuery, _ answer: RawServer.Answer
  ) async throws -> (ProbeSample.Outcome, RawServer) {
    let server = try RawServer(bench.group) { _ in answer }
    let port = server.port
    let outcome = await bench.sample {
      $0.probeHeight(
        host: "127.0.0.1", port: port, basePaths: [""], query: query, timeoutMilliseconds: 500,
        done: $1)
    }
    return (outcome, server)
  }

  private func ask(
    _ question: ProbeQuestion, _ query: ProbeQuery, _ answer: RawServer.Answer
  ) async throws -> ProbeSample.Outcome {
    let server = try RawServer(bench.group) { _ in answer }
    let port = server.port
    return await bench.sample {
      $0.probe(
        question, host: "127.0.0.1", port: port, query: query, timeoutMilliseconds: 500, done: $1)
    }
  }

  private static let heights: [(field: String, body: String, height: UInt64?)] = [
    ("", "17", 17), ("chain.height", #"{"chain":{"height":17}}"#, 17),
    ("0.number", #"[{"number":"17"}]"#, 17),
    ("result", #"{"jsonrpc":"2.0","id":1,"result":"0x11"}"#, 17),
    ("result", #"{"jsonrpc":"2.0","id":1,"result":"0x1fffffffff"}"#, 0x1f_ffff_ffff),
    ("result", #"{"result":"0xffffffffffffffff"}"#, nil),
    ("result", #"{"result":18446744073709551615}"#, nil), ("height", #"{"height":17.0}"#, 17),
    ("height", #"{"height":17.5}"#, nil),
    ("height", #"{"height":-1}"#, nil), ("height", #"{"height":null}"#, nil),
    ("height", #"{"height":"0x"}"#, nil), ("height", #"{"other":17}"#, nil),
    ("0.height", #"{"height":17}"#, nil), ("height", "[17]", nil), ("height", "<html>", nil),
  ]

  @Test(arguments: heights.indices) func aHeightIsReadFromItsPlace(_ index: Int) async throws {
    let (field, body, expected) = Self.heights[index]
    let (outcome, server) = try await height(Self.query(field: field), .ok(body))
    #expect(server.paths == ["/x"])
    if let expected {
      #expect(outcome == .passed(.height(expected)))
    } else if case .wrong = outcome {
    } else {
      Issue.record("\(body) was taken for \(outcome)")
    }
  }

  @Test func aBodyMakesItAPost() async throws {
    let call = #"{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]}"#
    let (outcome, server) = try await height(
      Self.query(path: "/", body: call, field: "result"), .ok(#"{"result":"0x7"}"#))
    #expect(outcome == .passed(.height(7)))
    let text = try #require(server.requests.first)
    #expect(text.hasPrefix("POST / HTTP/1.1\r\n") && text.hasSuffix("\r\n\r\n\(call)"))
    #expect(text.contains("content-type: application/json"))
    #expect(text.contains("content-length: \(call.utf8.count)\r\n"))
  }

  @Test func anErrorOfJSONRPCIsSaid() async throws {
    let (outcome, _) = try await height(
      Self.query(field: "result"), .ok(#"{"error":{"code":-32601,"message":"no such method"}}"#))
    #expect(outcome == .wrong("the node answered with an error: no such method"))
  }

  @Test func aLimitIsALimit() async throws {
    let query = Self.query(field: "result")
    #expect(try await height(query, .ok("", status: "429 Too Many Requests")).0 == .limited)
    #expect(try await height(query, .ok("Too Many Requests! Wait for 0s")).0 == .limited)
  }

  @Test func yesAndNo() async throws {
    let sync = Self.query(field: "result", equals: "false")
    #expect(try await ask(.sync, sync, .ok(#"{"result":false}"#)) == .passed(.synced(true)))
    #expect(
      try await ask(.sync, sync, .ok(#"{"result":{"startingBlock":"0x0"}}"#))
        == .passed(.synced(false)))
    let state = Self.query(field: "state", equals: "synced")
    #expect(try await ask(.sync, state, .ok(#"{"state":"synced"}"#)) == .passed(.synced(true)))
    let ready = Self.query(equals: "ok")
    #expect(try await ask(.ready, ready, .ok("ok\n")) == .passed(.none))
    #expect(try await ask(.ready, ready, .ok("not ok")) == .notReady(#""not ok""#))
    #expect(try await ask(.ready, ready, .ok("loading")) == .notReady(#""loading""#))
    #expect(try await ask(.ready, Self.query(), .ok("anything")) == .passed(.none))
    let busy = try await ask(.ready, Self.query(), .ok("", status: "503 Busy"))
    #expect(busy == .notReady("HTTP status 503"))
    // Not the node's word, but a query that is wrong.
    for answer in [RawServer.Answer.ok("", status: "500 Oops"), .ok("{")] {
      guard case .wrong = try await ask(.ready, Self.query(field: "x"), answer) else {
        Issue.record("it was taken for an answer")
        continue
      }
    }
  }

  @Test func countsListsAndCommittees() async throws {
    let peers = Self.query(field: "peers")
    #expect(
      try await ask(.peers, peers, .ok(#"{"peers":[{"id":1},{"id":2}]}"#)) == .passed(.count(2)))
    #expect(try await ask(.bft, peers, .ok(#"{"peers":"0x3"}"#)) == .passed(.count(3)))
    guard case .wrong = try await ask(.peers, peers, .ok(#"{"peers":{"count":4}}"#)) else {
      Issue.record("the fields of an object were counted")
      return
    }
    let body = #"{"data":{"members":{"aleo1a":[10,true,0]},"total_stake":10}}"#
    let committee = try Committee([.init("aleo1a", stake: 10)])
    #expect(
      try await ask(.committee, Self.query(field: "data"), .ok(body))
        == .passed(.committee(committee)))
    let hash = try await ask(.hash, Self.query(field: "hash"), .ok(#"{"hash":"0xabcdef0123"}"#))
    #expect(hash == .passed(.block(height: 0, hash: "0xabcdef0123")))
    guard
      case .wrong = try await ask(
        .hash, Self.query(field: "hash"), .ok(#"{"hash":"\u001b]52;c;eA=="}"#))
    else {
      Issue.record("an escape was taken for a hash")
      return
    }
  }

  @Test func aMetricAnswers() async throws {
    let text = "# HELP chain_height x\nchain_height{chain=\"a\"} 1.7e1 1700000000\nup 1\n"
    func metric(_ question: ProbeQuestion, _ name: String) -> ProbeSample.Outcome? {
      ProbeAnswer.read(question, Self.query(metric: name), status: 200, body: Array(text.utf8))
    }
    #expect(metric(.height, "chain_height") == .passed(.height(17)))
    #expect(metric(.height, "height") == .wrong("the metrics have no height"))
    let isZero = ProbeAnswer.read(
      .sync, Self.query(equals: "0", metric: "up"), status: 200, body: Array(text.utf8))
    #expect(isZero == .passed(.synced(false)), "it is 1")
    #expect(metric(.ready, "up") == .passed(.none) && metric(.peers, "up") == .passed(.count(1)))
  }

  /// The others are asked as usual, wherever the height is asked for.
  @Test func theBasePathIsFoundByOthersToo() async throws {
    let server = try RawServer(bench.group) { path in
      path == "/mainnet/peers/count" ? .ok("4") : .ok("", status: "404 Not Found")
    }
    let port = server.port
    let outcome = await bench.sample {
      $0.probe(
        .peers, host: "127.0.0.1", port: port, basePaths: ["/v9", "/mainnet"],
        timeoutMilliseconds: 500, done: $1)
    }
    #expect(outcome == .passed(.count(4)))
    #expect(server.paths == ["/v9/peers/count", "/mainnet/peers/count"])
    _ = await bench.sample {
      $0.probe(
        .sync, host: "127.0.0.1", port: port, basePaths: ["/v9", "/mainnet"],
        timeoutMilliseconds: 500, done: $1)
    }
    #expect(server.paths.dropFirst(2) == ["/mainnet/sync/status", "/v9/sync/status"])
  }

  /// As deep as a body may be, and more than any number.
  @Test func anAnswerThatMeansHarmDoesNone() async throws {
    for body in [String(repeating: "[", count: 30_000), #"{"result":1e999}"#] {
      let (outcome, _) = try await height(Self.query(field: "result"), .ok(body))
      guard case .wrong = outcome else {
        Issue.record("\(outcome)")
        continue
      }
    }
  }
}
