/// Tells everyone who is connected each new height; any path will do.
final class WebSocketServer {
  let loop: EventLoop
  let faults: Faults
  private let height: () -> Int
  var address: SocketAddress? { listener?.address }
  private var listener: Listener?
  private var connections: [ObjectIdentifier: WebSocketConnection] = [:]

  init(
    _ loop: EventLoop, _ address: SocketAddress, _ faults: Faults, height: @escaping () -> Int
  ) throws(TCP.Failed) {
    self.loop = loop
    self.faults = faults
    self.height = height
    listener = try Listener(loop, address) { [unowned self] descriptor, _ in
      let connection = WebSocketConnection(self, descriptor)
      connections[ObjectIdentifier(connection)] = connection
    }
  }

  var message: String { "{\"type\":\"block\",\"height\":\(height())}" }

  func announce() {
    for connection in Array(connections.values) { connection.tell(message) }
  }

  func stop() {
    listener?.close()
    listener = nil
    for connection in Array(connections.values) { connection.close() }
  }

  func forget(_ connection: WebSocketConnection) {
    connections[ObjectIdentifier(connection)] = nil
  }
}
