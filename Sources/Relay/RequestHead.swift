/// The head of an HTTP request, as far as refusing it needs.
struct RequestHead {
  private let isHeadMethod: Bool

  /// Nil until the empty line at its end is there.
  init?(_ bytes: [UInt8]) {
    let end = Array("\r\n\r\n".utf8)
    guard bytes.count >= end.count,
      bytes.indices.dropLast(end.count - 1).contains(where: {
        bytes[$0..<($0 + end.count)].elementsEqual(end)
      })
    else { return nil }
    isHeadMethod = bytes.starts(with: "HEAD ".utf8)
  }

  /// The whole answer.
  var unavailable: [UInt8] {
    let body = #"{"kind":"node_away","text":"the node is being replaced, try again soon"}"# + "\n"
    return Array(
      """
      HTTP/1.1 503 Service Unavailable\r
      Content-Type: application/json\r
      Content-Length: \(body.utf8.count)\r
      Retry-After: 5\r
      Connection: close\r
      \r
      \(isHeadMethod ? "" : body)
      """.utf8)
  }
}
