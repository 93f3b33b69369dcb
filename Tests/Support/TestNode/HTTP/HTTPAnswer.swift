struct HTTPAnswer {
  var status = 200
  var type = "text/plain; charset=utf-8"
  var body = ""
  var headers: [(name: String, value: String)] = []
  /// Instead of all that.
  var fault: HTTPFault?

  static func json(_ body: String, status: Int = 200) -> HTTPAnswer {
    HTTPAnswer(status: status, type: "application/json", body: body)
  }

  static func text(_ body: String, status: Int = 200) -> HTTPAnswer {
    HTTPAnswer(status: status, body: body)
  }

  /// As axum answers a path without a route: no body.
  static let notFound = HTTPAnswer(status: 404)

  func bytes(date: String, closing: Bool) -> [UInt8] {
    var text = "HTTP/1.1 \(status) \(reason)\r\n"
    if !body.isEmpty { text += "content-type: \(type)\r\n" }
    for header in headers { text += "\(header.name): \(header.value)\r\n" }
    if status != 101 {
      if closing { text += "connection: close\r\n" }
      text += "content-length: \(body.utf8.count)\r\n"
    }
    text += "date: \(date)\r\n\r\n"
    return Array(text.utf8) + Array(body.utf8)
  }

  private var reason: String {
    switch status {
    case 101: "Switching Protocols"
    case 200: "OK"
    case 400: "Bad Request"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 413: "Payload Too Large"
    case 422: "Unprocessable Entity"
    case 429: "Too Many Requests"
    case 500: "Internal Server Error"
    default: "Unknown"
    }
  }
}
