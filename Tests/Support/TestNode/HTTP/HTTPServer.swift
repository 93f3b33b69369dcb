/// HTTP/1.1 with keep-alive and pipelining, and no answer longer than a page.
final class HTTPServer {
  let loop: EventLoop
  private(set) var address: SocketAddress
  /// How long an answer takes: what a drain has to wait for.
  let delay: Double
  let respond: (HTTPRequest, SocketAddress) -> HTTPAnswer
  private var listener: Listener?
  private var connections: [ObjectIdentifier: HTTPConnection] = [:]
  private var whenEmpty: (() -> Void)?
  private var date = (second: Int64(0), text: "")

  init(
    _ loop: EventLoop, _ address: SocketAddress, delay: Double = 0,
    respond: @escaping (HTTPRequest, SocketAddress) -> HTTPAnswer
  ) throws(TCP.Failed) {
    self.loop = loop
    self.address = address
    self.delay = delay
    self.respond = respond
    let listener = try Listener(loop, address) { [unowned self] descriptor, peer in
      let connection = HTTPConnection(self, descriptor, peer)
      connections[ObjectIdentifier(connection)] = connection
    }
    self.listener = listener
    self.address = listener.address
  }

  /// Stops to listen and cuts what is in flight, as the nodes do.
  func stop() {
    listener?.close()
    listener = nil
    for connection in Array(connections.values) { connection.close() }
  }

  /// Stops to listen, answers what is in flight, and shuts idle connections down, as hyper does for
  /// `axum::serve(…).with_graceful_shutdown(…)`. `done` is called when no connection is left.
  func stopGracefully(then done: @escaping () -> Void) {
    listener?.close()
    listener = nil
    whenEmpty = done
    for connection in Array(connections.values) { connection.endGracefully() }
    if connections.isEmpty { finish() }
  }

  private func finish() {
    let done = whenEmpty
    whenEmpty = nil
    done?()
  }

  func forget(_ connection: HTTPConnection) {
    connections[ObjectIdentifier(connection)] = nil
    if connections.isEmpty { finish() }
  }

  func dateText() -> String {
    let second = Clock.unixMilliseconds() / 1000
    if second != date.second { date = (second, Clock.httpDate(second)) }
    return date.text
  }
}
