import Basics

/// The little of HTTP that a client on a unix socket needs: one request a connection, in HTTP/1.0,
/// whose answer ends with the connection.
enum HTTPExchange {
  static func head(
    _ method: Route.Method, _ target: String, bodyBytes: Int64?
  ) -> [UInt8] {
    var lines = ["\(method.rawValue) \(target) HTTP/1.0", "Host: adnet-agent"]
    if let bodyBytes { lines.append("Content-Length: \(bodyBytes)") }
    return Array((lines + ["", ""]).joined(separator: "\r\n").utf8)
  }

  struct Answer: Equatable {
    let status: Int
    let body: [UInt8]
  }

  /// The answer in all bytes that the connection gave. Refuses an answer that was cut short.
  static func answer(_ bytes: [UInt8]) throws(Failure) -> Answer {
    let end: [UInt8] = Array("\r\n\r\n".utf8)
    guard let gap = bytes.firstRange(of: end) else { throw lost }
    let lines = String(decoding: bytes[..<gap.lowerBound], as: UTF8.self).split(separator: "\r\n")
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else {
      throw Failure(.notHTTP, "cannot read the agent's answer: not HTTP")
    }
    let body = Array(bytes[gap.upperBound...])
    for line in lines.dropFirst() {
      let sides = line.split(separator: ":", maxSplits: 1)
      guard sides[0].lowercased() == "content-length", sides.count == 2 else { continue }
      guard Int(sides[1].drop { $0 == " " }) == body.count else { throw lost }
    }
    return Answer(status: status, body: body)
  }

  /// A path segment, or a value in a query.
  static func escaped(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF")
    return text.utf8.reduce(into: "") { result, byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2b, 0x2d, 0x2e, 0x5f, 0x7e:
        result.append(Character(UnicodeScalar(byte)))
      default:
        result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
      }
    }
  }

  static var lost: Failure {
    Failure(
      .agentLost, "cannot get the agent's answer: the connection was closed",
      hint: "when the agent is back, check the result with adnet-agent operation list")
  }
}
