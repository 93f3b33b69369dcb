import NIOHTTP1

/// The rules that a request must follow so that the relay and its upstream read it alike.
///
/// The parser is strict already; what it lets through and others might read differently is refused
/// here (RFC 9112, sections 3 and 6: the room that request smuggling lives in).
enum RequestValidation {
  struct Refusal: Error, Equatable {
    let status: HTTPResponseStatus
    let text: String

    static let slowHead = Self(status: .requestTimeout, text: "the request's head took too long")
    static let slowBody = Self(status: .requestTimeout, text: "the request's body took too long")
  }

  /// The answer to what the parser couldn't read.
  static func refusal(of error: HTTPParserError) -> Refusal {
    switch error {
    case .headerOverflow:
      Refusal(status: .requestHeaderFieldsTooLarge, text: "the request's head is too large")
    case .invalidVersion: otherVersion
    default: Refusal(status: .badRequest, text: "not an HTTP request")
    }
  }

  private static let otherVersion = Refusal(
    status: .httpVersionNotSupported, text: "only HTTP/1.0 and HTTP/1.1 are supported")

  static func refusal(of head: HTTPRequestHead) -> Refusal? {
    func bad(_ text: String) -> Refusal { Refusal(status: .badRequest, text: text) }
    guard head.version == .http1_1 || head.version == .http1_0 else {
      return otherVersion
    }
    guard head.method != .CONNECT, head.method != .TRACE else {
      return Refusal(
        status: .methodNotAllowed, text: "method \(head.method.rawValue) isn't allowed")
    }
    guard head.uri.hasPrefix("/") || (head.method == .OPTIONS && head.uri == "*") else {
      return bad("the request target isn't a path")
    }
    guard head.uri.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
      return bad("the request target has an invalid character")
    }
    let hosts = head.headers["host"]
    guard hosts.count == 1 || (hosts.isEmpty && head.version == .http1_0) else {
      return bad("exactly one Host header is required")
    }
    for header in head.headers where !isClean(header.value) || !isToken(header.name) {
      return bad("a header has an invalid character")
    }
    return framing(head).flatMap(bad)
  }

  /// The reason why the length of the body isn't clear; nil when it is.
  private static func framing(_ head: HTTPRequestHead) -> String? {
    let lengths = head.headers["content-length"]
    let encodings = head.headers["transfer-encoding"]
    guard lengths.count <= 1 else { return "more than one Content-Length header" }
    if let length = lengths.first {
      guard encodings.isEmpty else { return "both Content-Length and Transfer-Encoding are given" }
      guard length.utf8.allSatisfy({ (0x30...0x39).contains($0) }), Int(length) != nil else {
        return "Content-Length isn't a number"
      }
    }
    guard let encoding = encodings.first else { return nil }
    guard encodings.count == 1, encoding.lowercased() == "chunked" else {
      return "only the Transfer-Encoding chunked is supported"
    }
    return head.version == .http1_0 ? "Transfer-Encoding isn't allowed in HTTP/1.0" : nil
  }

  private static func isClean(_ value: String) -> Bool {
    value.utf8.allSatisfy { $0 == 0x09 || ($0 >= 0x20 && $0 != 0x7f) }
  }

  private static func isToken(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != 0x3a }
  }
}
