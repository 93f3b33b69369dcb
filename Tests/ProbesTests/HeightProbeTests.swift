import Basics
import NIOPosix
import Testing

@testable import Probes

@Suite struct HeightProbeTests {
  private let bench = Bench()

  private func height(answering answer: RawServer.Answer) async throws -> HeightReading.Result {
    let server = try RawServer(bench.group) { _ in answer }
    return await bench.height(of: server.port, timeoutMilliseconds: 500)
  }

  @Test func aBareIntegerIsAHeight() async throws {
    #expect(try await height(answering: .ok("1234567")) == .height(1_234_567))
  }

  @Test func aChunkedAnswerIsReadWhole() async throws {
    let answer = RawServer.Answer.bytes(
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n12\r\n2\r\n34\r\n0\r\n\r\n")
    #expect(try await height(answering: answer) == .height(1234))
  }

  @Test(arguments: ["", "\"12\"", "12.0", "-1", "{\"height\":12}", "99999999999999999999", "012"])
  func anythingElseIsNone(body: String) async throws {
    guard case .failed(let reason) = try await height(answering: .ok(body)) else {
      Issue.record("\(body) was taken for an answer")
      return
    }
    #expect(reason.hasPrefix("the answer isn't a height"))
  }

  @Test func aLimitedRequestIsToldApartInAllItsShapes() async throws {
    let text = "Too many requests! Wait for 1s"
    #expect(try await height(answering: .ok(text)) == .limited)
    #expect(try await height(answering: .ok("", status: "429 Too Many Requests")) == .limited)
    #expect(
      try await height(answering: .ok(text, status: "500 Internal Server Error")) == .limited)
  }

  @Test(arguments: ["500 Internal Server Error", "301 Moved Permanently", "204 No Content"])
  func anotherStatusIsAFailure(status: String) async throws {
    let answer = RawServer.Answer.bytes("HTTP/1.1 \(status)\r\nContent-Length: 0\r\n\r\n")
    #expect(
      try await height(answering: answer) == .failed(reason: "HTTP status \(status.prefix(3))"))
  }

  @Test func aHugeBodyIsCutOff() async throws {
    let answer = RawServer.Answer.ok(String(repeating: "1", count: 1_000_000))
    #expect(
      try await height(answering: answer)
        == .failed(reason: "the answer is too large"))
  }

  @Test func aBodyThatNeverEndsRunsOutOfTime() async throws {
    let answer = RawServer.Answer.endless("HTTP/1.1 200 OK\r\n\r\n", then: "1")
    #expect(try await height(answering: answer) == .failed(reason: "no answer within 500 ms"))
  }

  @Test func headersThatNeverEndAreCutOff() async throws {
    let line = "X-Filler: \(String(repeating: "x", count: 1_000))\r\n"
    let answer = RawServer.Answer.endless("HTTP/1.1 200 OK\r\n", then: line)
    #expect(try await height(answering: answer) == .failed(reason: "the answer isn't HTTP"))
  }

  @Test func anAnswerThatIsCutShortIsNoHeight() async throws {
    let answer = RawServer.Answer.bytes("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n123")
    guard case .failed = try await height(answering: answer) else {
      Issue.record("half an answer was taken for a height")
      return
    }
  }

  @Test func garbageIsNotHTTP() async throws {
    #expect(
      try await height(answering: .bytes("SSH-2.0-OpenSSH_9.2\r\n\r\n"))
        == .failed(reason: "the answer isn't HTTP"))
  }

  @Test func silenceRunsOutOfTime() async throws {
    #expect(try await height(answering: .silence) == .failed(reason: "no answer within 500 ms"))
  }
}
