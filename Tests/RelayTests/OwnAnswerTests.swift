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
    [OwnAnswer.nodeAway, .lost, .refusal(.slowHead), .refusal(.slowBody)]
    + [.headerOverflow, .invalidVersion, .invalidMethod].map {
      OwnAnswer.refusal(RequestRules.refusal(of: $0))
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
    #expect(OwnAnswer.nodeAway.kind.rawValue == "node_away")
    #expect(OwnAnswer.nodeAway.head.status == .serviceUnavailable)
    #expect(OwnAnswer.nodeAway.head.headers["retry-after"] == ["5"])
    #expect(OwnAnswer.lost.kind.rawValue == "lost")
    #expect(OwnAnswer.lost.head.status == .badGateway)
    #expect(OwnAnswer.refusal(.slowHead).kind.rawValue == "bad_request")
    #expect(OwnAnswer.refusal(.slowHead).head.status == .requestTimeout)
  }

  /// docs/errors.md says the same status as the relay.
  @Test func theStatusIsThatOfTheKind() {
    for own in [OwnAnswer.nodeAway, .lost] {
      #expect(Int(own.status.code) == own.kind.httpStatus ?? own.kind.exit.httpStatus)
    }
  }
}
