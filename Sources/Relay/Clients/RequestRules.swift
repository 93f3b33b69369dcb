import NIOHTTP1

/// What a request must be like so that we and whoever it is sent on to read it alike.
///
/// The parser is strict already; what it lets through and others might read differently is refused
/// here (RFC 9112, sections 3 and 6: the room that request smuggling lives in).
enum RequestRules {
  struct Refusal: Error, Equatable {
    let status: HTTPResponseStatus
    let text: String
  }

  static func refusal(of head: HTTPRequestHead) -> Refusal? {
    func bad(_ text: String) -> Refusal { Refusal(status: .badRequest, text: text) }
    guard head.version == .http1_1 || head.version == .http1_0 else {
      return Refusal(status: .httpVersionNotSupported, text: "only HTTP/1.0 and HTTP/1.1")
    }
    guard head.method != .CONNECT, head.method != .TRACE else {
      return Refusal(status: .methodNotAllowed, text: "no \(head.method.rawValue) here")
    }
    guard head.uri.hasPrefix("/") || (head.method == .OPTIONS && head.uri == "*") else {
      return bad("the target is no path")
    }
    guard head.uri.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
      return bad("the target has a byte that belongs into no URL")
    }
    let hosts = head.headers["host"]
    guard hosts.count == 1 || (hosts.isEmpty && head.version == .http1_0) else {
      return bad("not exactly one Host")
    }
    for header in head.headers where !isClean(header.value) || !isToken(header.name) {
      return bad("a header has a byte that doesn't belong there")
    }
    return framing(head).flatMap(bad)
  }

  /// Why the length of the body isn't clear.
  private static func framing(_ head: HTTPRequestHead) -> String? {
    let lengths = head.headers["content-length"]
    let encodings = head.headers["transfer-encoding"]
    guard lengths.count <= 1 else { return "more than one Content-Length" }
    if let length = lengths.first {
      guard encodings.isEmpty else { return "both Content-Length and Transfer-Encoding" }
      guard length.utf8.allSatisfy({ (0x30...0x39).contains($0) }), Int(length) != nil else {
        return "Content-Length is no number"
      }
    }
    guard let encoding = encodings.first else { return nil }
    guard encodings.count == 1, encoding.lowercased() == "chunked" else {
      return "a Transfer-Encoding other than chunked"
    }
    return head.version == .http1_0 ? "Transfer-Encoding in HTTP/1.0" : nil
  }

  private static func isClean(_ value: String) -> Bool {
    value.utf8.allSatisfy { $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7f) }
  }

  private static func isToken(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x3a }
  }
}
