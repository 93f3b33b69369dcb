import Basics
import FoundationEssentials
import NIOHTTP1
import Testing

@testable import Relay

@Suite struct OwnAnswerTests {
  private struct Body: Decodable {
    let kind: FailureKind
    let text: String
  }

  private static let all =
    [LocalReply.nodeAway, .lost, .refusal(.slowHead), .refusal(.slowBody)]
    + [.headerOverflow, .invalidVersion, .invalidMethod].map {
      LocalReply.refusal(RequestValidation.refusal(of: $0))
    }

  @Test func eachIsJSONWithAKindOfTheListAndEndsTheConnection() throws {
    for own in Self.all {
      let body = try JSONDecoder().decode(Body.self, from: Data(own.body.utf8))
      #expect(FailureKind.general.contains(body.kind), "\(body.kind)")
      #expect(body.text == own.text)
      #expect(own.head.headers["content-length"] == ["\(own.body.utf8.count)"])
      #expect(own.head.headers["connection"] == ["close"])
    }
  }

  /// What clients of earlier versions match on.
  @Test func wordsAndStatusStay() {
    #expect(LocalReply.nodeAway.kind.rawValue == "node_away")
    #expect(LocalReply.nodeAway.head.status == .serviceUnavailable)
    #expect(LocalReply.nodeAway.head.headers["retry-after"] == ["5"])
    #expect(LocalReply.lost.kind.rawValue == "lost")
    #expect(LocalReply.lost.head.status == .badGateway)
    #expect(LocalReply.refusal(.slowHead).kind.rawValue == "bad_request")
    #expect(LocalReply.refusal(.slowHead).head.status == .requestTimeout)
  }

  /// docs/errors.md says the same status as the relay.
  @Test func theStatusIsThatOfTheKind() {
    for own in [LocalReply.nodeAway, .lost] {
      #expect(Int(own.status.code) == own.kind.httpStatus ?? own.kind.exit.httpStatus)
    }
  }
}
