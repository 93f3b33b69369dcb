import Glibc

@testable import TestNode

/// A blocking HTTP client on one connection.
final class Client {
  struct Answer {
    var status = 0
    var headers: [String: String] = [:]
    var body = ""
  }

  private let descriptor: CInt
  private var stream: Stream

  init(_ address: String, from source: String? = nil) throws {
    guard let address = SocketAddress(address) else {
      throw TimedOut(description: "bad \(address)")
    }
    descriptor = socket(address.family, CInt(SOCK_STREAM.rawValue), 0)
    stream = Stream(descriptor)
    var timeout = timeval(tv_sec: 5, tv_usec: 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    if let source = source.flatMap({ SocketAddress(host: $0, port: 0) }) {
      _ = source.withPointer { bind(descriptor, $0, $1) }
    }
    guard address.withPointer({ connect(descriptor, $0, $1) }) == 0 else {
      throw TimedOut(description: "connect: \(String(cString: strerror(errno)))")
    }
  }

  deinit { close(descriptor) }

  static func get(_ address: String, _ path: String, from source: String? = nil) throws -> Answer {
    try Client(address, from: source).get(path, headers: "connection: close\r\n")
  }

  func get(_ path: String, headers: String = "") throws -> Answer {
    send(Array("GET \(path) HTTP/1.1\r\nhost: x\r\n\(headers)\r\n".utf8))
    return try answer()
  }

  static func post(_ address: String, _ path: String, _ body: String) throws -> Answer {
    let client = try Client(address)
    let head = "POST \(path) HTTP/1.1\r\nhost: x\r\ncontent-length: \(body.utf8.count)\r\n\r\n"
    client.send(Array((head + body).utf8))
    return try client.answer()
  }

  func send(_ bytes: [UInt8]) { stream.send(bytes) }

  func answer() throws -> Answer {
    var input: [UInt8] = []
    while HTTPRequest.headEnd(input) == nil { input += try receive() }
    let end = HTTPRequest.headEnd(input)!
    let lines = String(decoding: input[..<end], as: UTF8.self).split(separator: "\r\n")
    var answer = Answer(status: Int(lines[0].split(separator: " ")[1]) ?? 0)
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      answer.headers[String(parts[0])] = String(parts[1].drop { $0 == " " })
    }
    let length = Int(answer.headers["content-length"] ?? "0") ?? 0
    while input.count < end + 4 + length { input += try receive() }
    answer.body = String(decoding: input[(end + 4)...], as: UTF8.self)
    return answer
  }

  /// At least one byte.
  func receive() throws -> [UInt8] {
    var chunk = [UInt8](repeating: 0, count: 65536)
    let count = recv(descriptor, &chunk, chunk.count, 0)
    guard count > 0 else { throw TimedOut(description: count == 0 ? "closed" : "nothing received") }
    return Array(chunk[..<count])
  }
}
