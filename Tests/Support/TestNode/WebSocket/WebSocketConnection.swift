final class WebSocketConnection: EventHandler {
  private enum Opcode: UInt8 {
    case text = 1
    case close = 8
    case ping = 9
    case pong = 10
  }

  private unowned let server: WebSocketServer
  private var stream: Stream
  private var isOpen = true
  private var isUpgraded = false
  private var isClosing = false

  init(_ server: WebSocketServer, _ descriptor: CInt) {
    self.server = server
    stream = Stream(descriptor)
    server.loop.add(descriptor, self)
  }

  func ready() {
    guard isOpen else { return }
    stream.flush()
    stream.fill()
    if !isUpgraded { upgrade() }
    while isUpgraded, !isClosing, let frame = takeFrame() { hear(frame.opcode, frame.payload) }
    let isDone = isClosing && stream.output.isEmpty
    if isDone || stream.ended || stream.failure != nil { close() }
  }

  func tell(_ text: String) {
    if isOpen, isUpgraded, !isClosing { send(.text, Array(text.utf8)) }
  }

  func close() {
    guard isOpen else { return }
    isOpen = false
    server.loop.close(stream.descriptor)
    server.forget(self)
  }

  private func upgrade() {
    var answer: HTTPAnswer
    switch HTTPRequest.take(from: &stream.input) {
    case .incomplete: return
    case .request where server.faults.webSocket == .refuse:
      answer = HTTPAnswer(status: 405)
      isClosing = true
    case .request(let request) where request.headers["upgrade"]?.lowercased() == "websocket":
      let key =
        (request.headers["sec-websocket-key"] ?? "") + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
      answer = HTTPAnswer(status: 101)
      answer.headers = [
        ("upgrade", "websocket"), ("connection", "upgrade"),
        (
          "sec-websocket-accept",
          server.faults.webSocket == .wrong
            ? "bm90IHRoaXMgb25lIGVpdGhlcg==" : Base64.encode(SHA1.digest(Array(key.utf8)))
        ),
      ]
      isUpgraded = true
    case .request, .malformed:
      answer = HTTPAnswer(status: 400)
      isClosing = true
    }
    let date = Clock.httpDate(Clock.unixMilliseconds() / 1000)
    stream.send(answer.bytes(date: date, closing: isClosing))
    tell(server.message)
  }

  private func hear(_ opcode: UInt8, _ payload: [UInt8]) {
    switch Opcode(rawValue: opcode) {
    case .ping where server.faults.webSocket == .mute: break
    case .ping where server.faults.webSocket == .flood: flood()
    case .ping: send(.pong, payload)
    case .close:
      send(.close, Array(payload.prefix(2)))
      isClosing = true
    case .text, .pong, nil: break
    }
  }

  /// Everything but the pong.
  private func flood() {
    guard isOpen, stream.failure == nil else { return close() }
    if stream.output.isEmpty { send(.text, [UInt8](repeating: 0x20, count: 60_000)) }
    server.loop.after(0.001) { [weak self] in self?.flood() }
  }

  /// A masked frame of a client, up to 64 KiB.
  private func takeFrame() -> (opcode: UInt8, payload: [UInt8])? {
    let input = stream.input
    guard input.count >= 2 else { return nil }
    var length = Int(input[1] & 0x7f)
    var head = 2
    guard length < 127, input[1] & 0x80 != 0 else {
      isClosing = true
      return nil
    }
    if length == 126 {
      guard input.count >= 4 else { return nil }
      length = Int(input[2]) << 8 | Int(input[3])
      head = 4
    }
    guard input.count >= head + 4 + length else { return nil }
    let mask = input[head..<head + 4]
    let payload = (0..<length).map { input[head + 4 + $0] ^ mask[head + $0 % 4] }
    stream.input.removeFirst(head + 4 + length)
    return (input[0] & 0x0f, payload)
  }

  private func send(_ opcode: Opcode, _ payload: [UInt8]) {
    let length =
      payload.count < 126
      ? [UInt8(payload.count)]
      : [126, UInt8(payload.count >> 8 & 0xff), UInt8(payload.count & 0xff)]
    stream.send([0x80 | opcode.rawValue] + length + payload)
  }
}
