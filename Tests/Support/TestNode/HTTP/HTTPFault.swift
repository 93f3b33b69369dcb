/// Answers that aren't any.
enum HTTPFault {
  /// Sent as they are; then the connection closes, or stays as it is.
  case bytes([UInt8], closes: Bool)
  /// The start, then the rest again and again.
  case endless(String, then: String)

  init?(_ fault: Faults.Answer, height: Int, count: Int) {
    func ok(_ body: String) -> HTTPFault {
      .bytes(
        Array("HTTP/1.1 200 OK\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)".utf8),
        closes: true)
    }
    func status(_ line: String) -> HTTPFault {
      .bytes(Array("HTTP/1.1 \(line)\r\ncontent-length: 0\r\n\r\n".utf8), closes: true)
    }
    switch fault {
    case .garbage: self = ok("<html>It works!</html>")
    case .string: self = ok("\"\(height)\"")
    case .fraction: self = ok("\(height).0")
    case .enormous: self = ok("99999999999")
    case .huge:
      self = .endless("HTTP/1.1 200 OK\r\n\r\n", then: String(repeating: "1", count: 8192))
    case .slow: self = .endless("HTTP/1.1 200 OK\r\ncontent-length: 4096\r\n\r\n", then: "1")
    case .headers:
      self = .endless(
        "HTTP/1.1 200 OK\r\n", then: "x-filler: \(String(repeating: "x", count: 500))\r\n")
    case .limited: self = status("429 Too Many Requests")
    case .limitedAsSuccess: self = ok("Too Many Requests! Wait for 1s")
    case .error: self = status("500 Internal Server Error")
    case .close: self = .bytes([], closes: true)
    case .silent: self = .bytes([], closes: false)
    case .redirect: self = status("301 Moved Permanently\r\nlocation: /")
    case .flap:
      guard count % 2 == 0 else { return nil }
      self = ok("maybe")
    case .backwards: self = ok("\(max(0, height - 3))")
    case .swing: self = ok("\(count % 2 == 0 ? 2 : 1)")
    }
  }
}
