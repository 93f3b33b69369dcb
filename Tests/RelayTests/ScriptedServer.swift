import AgentCore
import LinuxSystem
import Synchronization

/// A real server on loopback that answers each request with bytes made by the test.
final class ScriptedServer: Sendable {
  let address: TCPAddress
  /// The heads and bodies that came, as they came.
  let requests = Mutex<[String]>([])
  let connections = Mutex(0)
  private let answer: @Sendable (String) -> Step
  private let isOver = Mutex(false)

  enum Step {
    case answer(String)
    /// Answers, and ends the connection.
    case last(String)
    case close
  }

  var url: String { "http://\(address)" }

  init(_ listener: consuming TCPListener, _ answer: @escaping @Sendable (String) -> Step) throws {
    address =
      listener.address.isWildcard
      ? TCPAddress("127.0.0.1", port: listener.address.port)! : listener.address
    self.answer = answer
    let raw = try listener.descriptor.duplicate().release()
    try Thread.start(name: "server") { [self] in serve(raw) }.detach()
  }

  /// On a port of its own.
  convenience init(_ answer: @escaping @Sendable (String) -> Step) throws {
    let port = try HeldPort("127.0.0.1")
    // Of the two sockets, the second would get half of the connections.
    do { _ = try port.takeDrain() }
    try self.init(try TCPListener(owning: port.node.listener.descriptor.duplicate()), answer)
  }

  /// What a node says about its height.
  static func height(_ number: Int, more: String = "") -> Step {
    .answer(text("\(number)", more: more))
  }

  /// Data in the form of the family.
  static func json(_ body: String) -> Step { .answer(text(body, more: isJSON)) }
  static let isJSON = "Content-Type: application/json\r\n"

  static func text(_ body: String, status: String = "200 OK", more: String = "") -> String {
    "HTTP/1.1 \(status)\r\n\(more)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  func stop() { isOver.withLock { $0 = true } }

  private func serve(_ raw: Int32) {
    guard let listener = try? TCPListener(owning: Descriptor(owning: raw)) else { return }
    while !isOver.withLock({ $0 }) {
      var poll = Poll()
      poll.add(listener.descriptor)
      guard (try? poll.wait(milliseconds: 20)) == 1, let one = try? listener.accept() else {
        continue
      }
      connections.withLock { $0 += 1 }
      let raw = one.take().release()
      try? Thread.start(name: "connection") { [self] in converse(raw) }.detach()
    }
  }

  private func converse(_ raw: Int32) {
    let connection = TCPConnection(owning: Descriptor(owning: raw))
    var unread: [UInt8] = []
    while !isOver.withLock({ $0 }) {
      if let end = Self.end(of: unread) {
        let request = String(decoding: unread[..<end], as: UTF8.self)
        unread.removeFirst(end)
        requests.withLock { $0.append(request) }
        switch answer(request) {
        case .answer(let text): Self.send(text, to: connection)
        case .last(let text):
          Self.send(text, to: connection)
          return
        case .close: return
        }
        continue
      }
      var poll = Poll()
      poll.add(connection.descriptor)
      guard (try? poll.wait(milliseconds: 20)) == 1 else { continue }
      var buffer = [UInt8](repeating: 0, count: 65_536)
      switch buffer.withUnsafeMutableBytes({ connection.read(into: $0) }) {
      case .bytes(let count): unread += buffer[..<count]
      case .notYet: continue
      case .ended: return
      }
    }
  }

  private static func send(_ text: String, to connection: borrowing TCPConnection) {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      switch connection.write(rest) {
      case .bytes(let count): rest = rest.dropFirst(count)
      case .notYet: Clock.sleep(milliseconds: 1)
      case .ended: return
      }
    }
  }

  /// Where the first request ends, its body included.
  private static func end(of bytes: [UInt8]) -> Int? {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let empty = text.firstRange(of: "\r\n\r\n") else { return nil }
    let head = text[..<empty.lowerBound].lowercased()
    let start = text[..<empty.upperBound].utf8.count
    if head.contains("\r\ntransfer-encoding: chunked") {
      guard let last = text.firstRange(of: "0\r\n\r\n") else { return nil }
      return text[..<last.upperBound].utf8.count
    }
    let length =
      head.split(separator: "\r\n" as Character).first { $0.hasPrefix("content-length:") }
      .flatMap { Int(String($0.dropFirst(15).filter { $0 != " " })) } ?? 0
    return bytes.count >= start + length ? start + length : nil
  }
}
