import Glibc

final class HTTPConnection: EventHandler {
  private unowned let server: HTTPServer
  private let peer: SocketAddress
  private var stream: Stream
  private var isOpen = true
  private var isClosing = false
  /// Closed as soon as no answer is owed.
  private var isEnding = false
  /// An answer is on its way; requests behind it wait.
  private var isWaiting = false

  init(_ server: HTTPServer, _ descriptor: CInt, _ peer: SocketAddress) {
    self.server = server
    self.peer = peer
    stream = Stream(descriptor)
    server.loop.add(descriptor, self)
  }

  func ready() {
    guard isOpen else { return }
    stream.flush()
    stream.fill()
    serve()
  }

  func close() {
    guard isOpen else { return }
    isOpen = false
    server.loop.close(stream.descriptor)
    server.forget(self)
  }

  /// The connection itself is shut down, for whoever else has it as well; an answer on its way is finished first.
  func endGracefully() {
    guard isOpen else { return }
    isEnding = true
    finish()
  }

  private func serve() {
    while isOpen, !isWaiting, !isClosing, stream.failure == nil {
      switch HTTPRequest.take(from: &stream.input) {
      case .incomplete:
        if stream.ended { isClosing = true }
        finish()
        return
      case .malformed:
        isClosing = true
        send(HTTPAnswer(status: 400))
      case .request(let request):
        isWaiting = server.delay > 0
        if !isWaiting {
          answer(request)
        } else {
          server.loop.after(server.delay) { [self] in
            isWaiting = false
            guard isOpen else { return }
            answer(request)
            serve()
          }
        }
      }
    }
    finish()
  }

  private func answer(_ request: HTTPRequest) {
    isClosing = !request.keepsAlive || isEnding
    send(server.respond(request, peer))
  }

  private func send(_ answer: HTTPAnswer) {
    switch answer.fault {
    case nil: break
    case .bytes(let bytes, let closes):
      isClosing = closes
      isWaiting = !closes
      return stream.send(bytes)
    case .endless(let start, let rest):
      (isClosing, isWaiting) = (false, true)
      stream.send(Array(start.utf8))
      return repeatForever(Array(rest.utf8))
    }
    stream.send(answer.bytes(date: server.dateText(), closing: isClosing))
  }

  private func repeatForever(_ bytes: [UInt8]) {
    guard isOpen, stream.failure == nil else { return close() }
    // Not more than the other end takes.
    if stream.output.isEmpty { stream.send(bytes) }
    server.loop.after(0.02) { [weak self] in self?.repeatForever(bytes) }
  }

  private func finish() {
    guard isOpen else { return }
    if isEnding, !isWaiting, stream.output.isEmpty {
      shutdown(stream.descriptor, CInt(SHUT_WR))
      return close()
    }
    if stream.failure != nil || (isClosing && stream.output.isEmpty) { close() }
  }
}
