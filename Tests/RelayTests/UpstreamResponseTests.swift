import NIOCore
import NIOHTTP1
import Testing

@testable import Relay

@Suite struct UpstreamAnswerTests {
  /// The steps in a word each, so that they can be compared.
  private func steps(
    _ parts: [HTTPClientResponsePart], isUpgrade: Bool = false, isFromPeer: Bool = true,
    truthful: UpstreamResponse.Question.Truthful? = nil, takesVague: Bool = false
  ) -> [String] {
    var answer = UpstreamResponse(
      to: UpstreamResponse.Question(
        isUpgrade: isUpgrade, isToPeer: isFromPeer, truthful: truthful,
        takesVague: takesVague))
    var words: [String] = []
    for part in parts { words.append(word(answer.take(part))) }
    return words
  }

  private func word(_ step: UpstreamResponse.Step) -> String {
    switch step {
    case .nothing: "nothing"
    case .begin(let head, let body): "begin \(head.status.code) \(body.map(text) ?? "-")"
    case .body(let bytes): "body \(text(bytes))"
    case .end: "end"
    case .whole(let head, let body): "whole \(head.status.code) \(text(body))"
    case .limited: "limited"
    case .again: "again"
    case .webSocket: "websocket"
    case .absurd: "absurd"
    }
  }

  private func text(_ bytes: ByteBuffer) -> String {
    String(decoding: bytes.readableBytesView, as: UTF8.self)
  }

  private func head(_ code: Int, _ headers: HTTPHeaders = [:]) -> HTTPClientResponsePart {
    .head(
      HTTPResponseHead(version: .http1_1, status: .init(statusCode: code), headers: headers))
  }
  private func body(_ text: String) -> HTTPClientResponsePart { .body(ByteBuffer(string: text)) }

  @Test func aShortAnswerOfAPeerIsHeldUntilItIsKnownToBeOne() {
    #expect(
      steps([head(200), body("12"), body("34"), .end(nil)])
        == ["nothing", "nothing", "nothing", "whole 200 1234"])
    #expect(steps([head(200, ["Content-Length": "0"]), .end(nil)]) == ["begin 200 -", "end"])
    #expect(steps([head(404), body("no"), .end(nil)]) == ["begin 404 -", "body no", "end"])
  }

  @Test func aLongAnswerIsPassedOnFromWhereItIsTooLongForARefusal() {
    let long = String(repeating: "x", count: RateLimitResponse.longest)
    #expect(
      steps([head(200), body(long), body("y"), body("z"), .end(nil)])
        == ["nothing", "nothing", "begin 200 \(long)y", "body z", "end"])
  }

  @Test func aRefusalOfAPeerIsNoAnswer() {
    #expect(
      steps([head(200), body("Too Many Requests! Wait for 0s"), .end(nil)])
        == ["nothing", "nothing", "limited"])
    #expect(steps([head(429)]) == ["limited"])
    #expect(steps([head(503)]) == ["limited"])
  }

  @Test func aTruthfulRouteHasDataOrIsAskedOtherwise() {
    let json: HTTPHeaders = ["Content-Type": "application/json"]
    #expect(
      steps([head(200, json), body("12"), .end(nil)], truthful: .unlessData)
        == ["nothing", "nothing", "whole 200 12"])
    for code in [200, 304, 404, 500, 503] {
      #expect(steps([head(code)], truthful: .unlessData) == ["again"])
    }
    #expect(steps([head(429)], truthful: .unlessData) == ["limited"])
    // A relay that drains says so, and when to come again.
    #expect(steps([head(503, ["Retry-After": "5"])], truthful: .unlessData) == ["limited"])
  }

  @Test func whatMayNotBeAskedTwiceIsAskedAgainOnlyWhereNothingWasDone() {
    let json: HTTPHeaders = ["Content-Type": "application/json"]
    for code in [404, 405] { #expect(steps([head(code)], truthful: .ifMissing) == ["again"]) }
    #expect(steps([head(404, json)], truthful: .ifMissing) == ["begin 404 -"])
    for code in [422, 503] {
      #expect(steps([head(code)], truthful: .ifMissing) == ["begin \(code) -"])
    }
    #expect(steps([head(404)], truthful: .never) == ["begin 404 -"])
  }

  @Test func theSentenceForEveryFailureIsARefusalOnlyWhereNothingElseCanTell() {
    let parts = [head(500), body("Failed to convert error"), .end(nil)]
    #expect(steps(parts, takesVague: true) == ["nothing", "nothing", "limited"])
    #expect(steps(parts) == ["nothing", "nothing", "whole 500 Failed to convert error"])
  }

  @Test func aRefusalOfTheNodeIsForTheClient() {
    let sentence = "Too Many Requests! Wait for 0s"
    #expect(
      steps([head(200), body(sentence), .end(nil)], isFromPeer: false)
        == ["begin 200 -", "body \(sentence)", "end"])
    #expect(steps([head(429)], isFromPeer: false) == ["begin 429 -"])
  }

  @Test func aWebSocketBeginsAtTheEndOfItsHeadAndOnlyWhereOneWasAskedFor() {
    #expect(steps([head(101), .end(nil)], isUpgrade: true) == ["nothing", "websocket"])
    #expect(steps([head(101)]) == ["absurd"])
    #expect(steps([head(403), .end(nil)], isUpgrade: true) == ["begin 403 -", "end"])
  }

  @Test func whatComesBeforeTheAnswerIsNotPassedOn() {
    #expect(steps([head(100), head(103), head(404)]) == ["nothing", "nothing", "begin 404 -"])
  }

  @Test(arguments: [("keep-alive", true), ("close", false)])
  func theUpstreamsConnectionIsKeptIfItSaysSo(word: String, keeps: Bool) {
    for code in [200, 404] {
      var answer = UpstreamResponse(to: UpstreamResponse.Question(isToPeer: true))
      _ = answer.take(head(code, ["Connection": word]))
      #expect(answer.keepsAlive == keeps)
    }
  }
}
