import Basics
import NIOHTTP1

/// A reply of the relay itself, as JSON with `kind` and `text`. The connection ends after it: what
/// follows there may be anything.
struct LocalReply {
  let status: HTTPResponseStatus
  let kind: FailureKind
  let text: String
  /// In seconds.
  var retryAfter: Int?

  /// An honest one: nobody could answer in time.
  static let nodeAway = Self(
    status: .serviceUnavailable, kind: .nodeAway,
    text: "the node is being replaced: try again later", retryAfter: 5)
  static let lost = Self(
    status: .badGateway, kind: .requestLost, text: "the request was sent on, but no answer came")

  static func refusal(_ refusal: RequestValidation.Refusal) -> Self {
    Self(status: refusal.status, kind: .badRequest, text: refusal.text)
  }

  var head: HTTPResponseHead {
    var headers: HTTPHeaders = [
      "Content-Type": "application/json", "Content-Length": "\(body.utf8.count)",
      "Connection": "close",
    ]
    if let retryAfter { headers.add(name: "Retry-After", value: "\(retryAfter)") }
    return HTTPResponseHead(version: .http1_1, status: status, headers: headers)
  }

  /// The text has no character that JSON escapes: none of it comes from a client.
  var body: String { #"{"kind":"\#(kind)","text":"\#(text)"}"# + "\n" }
}
