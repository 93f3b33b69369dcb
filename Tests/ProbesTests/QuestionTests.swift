import AgentCore
import Basics
import Health
import NIOPosix
import Quorum
import Synchronization
import Testing

@testable import Probes

@Suite struct QuestionTests {
  private let bench = Bench()

  /// What a question gives, once the base path is known.
  private func ask(
    _ question: ProbeQuestion, _ answer: RawServer.Answer
  ) async throws -> ProbeSample.Outcome {
    let server = try RawServer(bench.group) { path in
      path.hasSuffix("/block/height/latest") ? .ok("7") : answer
    }
    _ = await bench.height(of: server.port)
    let port = server.port
    return await bench.sample {
      $0.probe(question, host: "127.0.0.1", port: port, timeoutMilliseconds: 500, done: $1)
    }
  }

  @Test func countsAreCounts() async throws {
    #expect(try await ask(.peers, .ok("12")) == .passed(.count(12)))
    #expect(try await ask(.bft, .ok("0")) == .passed(.count(0)))
    #expect(try await ask(.bft, .ok("", status: "404 Not Found")) == .absent)
    #expect(try await ask(.peers, .ok("Too Many Requests! Wait for 0s")) == .limited)
    guard case .wrong = try await ask(.peers, .ok("99999999")) else {
      Issue.record("so many peers were believed")
      return
    }
  }

  @Test func aCommitteeIsStrict() async throws {
    let good = #"{"id":"x","starting_round":2,"members":{"aleo1a":[10,true,0],"aleo1b":[5,true]},"#
    let expected = try Committee([.init("aleo1a", stake: 10), .init("aleo1b", stake: 5)])
    #expect(
      try await ask(.committee, .ok(good + #""total_stake":15}"#)) == .passed(.committee(expected)))
    for body in [
      good + #""total_stake":16}"#, #"{"members":{},"total_stake":0}"#, "{}", "[]",
      #"{"members":{"a":[-1,true]},"total_stake":1}"#, #"{"members":{"a":[]},"total_stake":1}"#,
      #"{"members":{"a":[18446744073709551615],"b":[1]},"total_stake":1}"#,
    ] {
      guard case .wrong = try await ask(.committee, .ok(body)) else {
        Issue.record("this was believed: \(body)")
        continue
      }
    }
  }

  @Test func syncIsItsOwnWord() async throws {
    let body = #"{"is_synced":true,"ledger_height":7,"sync_mode":"p2p","sync_speed_bps":0.0}"#
    #expect(try await ask(.sync, .ok(body)) == .passed(.synced(true)))
    for body in ["true", "[]", #"{"is_synced":"yes"}"#, "{", #"{"is_synced":1}"#] {
      guard case .wrong = try await ask(.sync, .ok(body)) else {
        Issue.record("\(body) was believed")
        continue
      }
    }
  }

  @Test func aDeeplyNestedAnswerDoesNoHarm() async throws {
    let body = String(repeating: "[", count: 30_000)
    guard case .wrong = try await ask(.sync, .ok(body)) else {
      Issue.record("it was believed")
      return
    }
  }

  @Test func nothingIsAskedBeforeTheBasePathIsKnown() async throws {
    let server = try RawServer(bench.group) { _ in .ok("7") }
    let port = server.port
    let outcome = await bench.sample {
      $0.probe(.peers, host: "127.0.0.1", port: port, timeoutMilliseconds: 500, done: $1)
    }
    #expect(outcome == .absent)
    #expect(server.paths.isEmpty)
  }

  /// A server whose chain grows with each question for its height.
  private func block(_ hashes: [String]) async throws -> ProbeSample.Outcome {
    let asked = Mutex(0)
    let server = try RawServer(bench.group) { path in
      guard path.hasSuffix("/hash/latest") else { return .ok("7") }
      let hash = asked.withLock { count in
        defer { count += 1 }
        return hashes[min(count, hashes.count - 1)]
      }
      return .ok("\"\(hash)\"")
    }
    _ = await bench.height(of: server.port)
    let port = server.port
    return await bench.sample {
      $0.probeBlock(host: "127.0.0.1", port: port, timeoutMilliseconds: 500, done: $1)
    }
  }

  @Test func aHashBelongsToAHeightOnlyWhenNothingChangedMeanwhile() async throws {
    #expect(
      try await block(["ab1deadbeef"]) == .passed(.block(height: 7, hash: "ab1deadbeef")))
    #expect(
      try await block(["ab1deadbeef", "ab1cafecafe"]) == .passed(.height(7)))
  }

  @Test func metricsTellOfValidators() async throws {
    func metrics(_ answer: RawServer.Answer) async throws -> ProbeSample.Outcome {
      let server = try RawServer(bench.group) { _ in answer }
      let port = server.port
      return await bench.sample {
        $0.probeMetrics(
          host: "127.0.0.1", port: port, path: "/metrics", timeoutMilliseconds: 1_000, done: $1)
      }
    }
    let text = "# TYPE snarkos_bft_connected_total gauge\nsnarkos_bft_connected_total 3\nother 1\n"
    #expect(try await metrics(.ok(text)) == .passed(.metrics(bftPeers: 3)))
    let upgrade = """
      snarkos_bft_connected_total 3
      snarkos_consensus_needs_upgrade 1
      snarkos_consensus_required_upgrade_height 2000
      snarkos_consensus_required_upgrade_version 12

      """
    #expect(
      try await metrics(.ok(upgrade))
        == .passed(.metrics(bftPeers: 3, upgrade: RequiredUpgrade(height: 2_000, version: 12))))
    #expect(
      try await metrics(.ok(upgrade.replacing("upgrade 1", with: "upgrade 0")))
        == .passed(.metrics(bftPeers: 3)))
    #expect(try await metrics(.ok("other 1\n")) == .passed(.metrics(bftPeers: nil)))
    #expect(
      try await metrics(.ok("snarkos_bft_connected_total NaN\n"))
        == .passed(.metrics(bftPeers: nil)))
    // Some hundred kilobytes are usual, megabytes are not.
    let large = String(repeating: "some_metric_with_labels{a=\"b\"} 1\n", count: 10_000)
    #expect(try await metrics(.ok(large)) == .passed(.metrics(bftPeers: nil)))
    let huge = String(repeating: large, count: 10)
    #expect(try await metrics(.ok(huge)) == .wrong("the answer is too large"))
  }

  @Test func metricsTellTheHeightOfANodeWithoutREST() async throws {
    func height(_ text: String) async throws -> ProbeSample.Outcome {
      let server = try RawServer(bench.group) { _ in .ok(text) }
      let port = server.port
      return await bench.sample {
        $0.probeMetricsHeight(
          host: "127.0.0.1", port: port, path: "/metrics", timeoutMilliseconds: 1_000, done: $1)
      }
    }
    #expect(
      try await height("snarkos_bft_connected_total 3\nsnarkos_bft_height_total 5005\n")
        == .passed(.height(5_005)))
    #expect(try await height("snarkos_blocks_height_total{a=\"b\"} 7\n") == .passed(.height(7)))
    for none in ["other 1\n", "snarkos_bft_height_total NaN\n", "snarkos_bft_height_total -1\n"] {
      #expect(try await height(none) == .wrong("the metrics have no height"))
    }
  }
}
