/// The head of a request; a body is read over and dropped.
struct HTTPRequest {
  let method: String
  let path: String
  let isHTTP11: Bool
  let headers: [String: String]
  var bodyBytes = 0

  var keepsAlive: Bool {
    let connection = headers["connection"]?.lowercased() ?? ""
    return isHTTP11 ? !connection.contains("close") : connection.contains("keep-alive")
  }

  enum Parsed {
    case incomplete
    case malformed
    case request(HTTPRequest)
  }

  /// Takes the first whole request out of the input.
  static func take(from input: inout [UInt8]) -> Parsed {
    guard let end = headEnd(input) else { return input.count > 16384 ? .malformed : .incomplete }
    let lines = String(decoding: input[..<end], as: UTF8.self).split(separator: "\r\n")
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count == 3, words[2].hasPrefix("HTTP/1.") else { return .malformed }
    var headers: [String: String] = [:]
    for line in lines.dropFirst() {
      guard let colon = line.firstIndex(of: ":") else { return .malformed }
      let value = line[line.index(after: colon)...].drop { $0 == " " }
      headers[line[..<colon].lowercased()] = String(value)
    }
    let body = headers["content-length"].map { Int($0) ?? -1 } ?? 0
    guard (0...(1 << 20)).contains(body) else { return .malformed }
    guard input.count >= end + 4 + body else { return .incomplete }
    input.removeFirst(end + 4 + body)
    let path = words[1].prefix { $0 != "?" }
    return .request(
      HTTPRequest(
        method: String(words[0]), path: String(path), isHTTP11: words[2] == "HTTP/1.1",
        headers: headers, bodyBytes: body))
  }

  /// Where the empty line that ends the head starts.
  static func headEnd(_ bytes: [UInt8]) -> Int? {
    bytes.withUnsafeBufferPointer { bytes in
      var index = 0
      while index + 3 < bytes.count {
        if bytes[index] == 13, bytes[index + 1] == 10, bytes[index + 2] == 13,
          bytes[index + 3] == 10
        {
          return index
        }
        index += 1
      }
      return nil
    }
  }
}
