import Basics
import NIOCore
import NIOHTTP1

/// The ways in which a node says that a request was one too many: v4 with 429, or with 500 and a
/// sentence, which may be that of every failure; v3 with 200 and a sentence (docs/nodes.md). A client must not
/// take the sentence for data.
enum RateLimitResponse {
  /// Whether the head says so. A peer that is being drained itself answers 503, and when to come again; on the
  /// truthful route 503 alone is a failure of its own, such as of a route that needs consensus.
  static func isCertain(_ head: HTTPResponseHead, isTruthful: Bool = false) -> Bool {
    head.status == .tooManyRequests
      || head.status == .serviceUnavailable
        && (!isTruthful || head.headers.contains(name: "retry-after"))
  }

  /// Whether the body has to be seen first.
  static func isPossible(_ head: HTTPResponseHead) -> Bool {
    guard head.status == .ok || head.status == .internalServerError else { return false }
    guard let length = head.headers.first(name: "content-length").flatMap({ Int($0) }) else {
      return true
    }
    return (8...longest).contains(length)
  }

  static let longest = 256

  /// JSON begins otherwise, and may well have these words in it.
  static func isSentence(_ body: ByteBuffer) -> Bool {
    isText(body) && HeightReading.isLimit(Array(body.readableBytesView))
  }

  /// The sentence for every failure.
  static func isVague(_ body: ByteBuffer) -> Bool {
    isText(body) && HeightReading.isVagueFailure(Array(body.readableBytesView))
  }

  private static func isText(_ body: ByteBuffer) -> Bool {
    guard let first = body.readableBytesView.first, body.readableBytes <= longest else {
      return false
    }
    return (0x41...0x5a).contains(first & 0xdf)
  }

  /// The time that the node asks for, in milliseconds, at most a minute.
  static func retryAfter(_ head: HTTPResponseHead) -> Int64? {
    head.headers.first(name: "retry-after").flatMap { Int64($0) }.map {
      max(0, min($0, 60)) * 1_000
    }
  }
}
