/// One answer out of what has come in so far.
struct ResponseReader {
  struct Response {
    let status: Int
    let version: String
    let body: [UInt8]
    let closes: Bool

    var text: String { String(decoding: body, as: UTF8.self) }
  }

  private struct Head {
    let status: Int
    let version: String
    /// nil when the end of the connection ends the body.
    let length: Int?
    let isChunked: Bool
    let closes: Bool
  }

  private var head: Head?
  var hasHead: Bool { head != nil }

  /// nil while the answer isn't whole.
  mutating func take(from stream: inout Stream) -> Response? {
    if head == nil, let end = HTTPRequest.headEnd(stream.input) {
      head = ResponseReader.parse(stream.input[..<end])
      stream.input.removeFirst(end + 4)
    }
    guard let head else { return nil }
    let (body, used): ([UInt8], Int)
    if head.isChunked {
      guard let whole = Chunked.decode(stream.input) else { return nil }
      (body, used) = whole
    } else {
      guard let length = head.length ?? (stream.ended ? stream.input.count : nil),
        stream.input.count >= length
      else { return nil }
      (body, used) = (Array(stream.input.prefix(length)), length)
    }
    stream.input.removeFirst(used)
    self.head = nil
    return Response(status: head.status, version: head.version, body: body, closes: head.closes)
  }

  private static func parse(_ bytes: ArraySlice<UInt8>) -> Head {
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n")
    let words = lines.first?.split(separator: " ") ?? []
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { continue }
      headers[line[..<colon].lowercased()] = String(
        line[line.index(after: colon)...].drop { $0 == " " })
    }
    let length = headers["content-length"].flatMap { Int($0) }
    let isHTTP11 = words.first == "HTTP/1.1"
    let connection = headers["connection"]?.lowercased() ?? (isHTTP11 ? "" : "close")
    let isChunked = headers["transfer-encoding"]?.lowercased() == "chunked"
    return Head(
      status: words.count > 1 ? Int(words[1]) ?? 0 : 0,
      version: headers["x-node-version"] ?? "none",
      length: length, isChunked: isChunked,
      closes: connection == "close" || (length == nil && !isChunked))
  }
}
