/// One of the two TCP networks of a node, P2P or BFT: who is connected, and at which height.
final class PeerNetwork {
  let loop: EventLoop
  private let log: Log
  let greeting: () -> PeerGreeting
  /// Called when someone comes, goes or tells a height.
  var changed: (PeerGreeting?) -> Void = { _ in }
  private(set) var address: SocketAddress?
  private let targets: [SocketAddress]
  private var listener: Listener?
  private var connections: [ObjectIdentifier: PeerConnection] = [:]
  private var isStopped = false

  init(
    _ loop: EventLoop, _ log: Log, targets: [SocketAddress],
    greeting: @escaping () -> PeerGreeting
  ) {
    self.loop = loop
    self.log = log
    self.targets = targets
    self.greeting = greeting
  }

  /// Who is connected and has greeted, each once, with what was last heard.
  var peers: [String: PeerGreeting] {
    let greetings = connections.values.compactMap(\.greeting).map { ($0.identity, $0) }
    return Dictionary(greetings) { $0.height > $1.height ? $0 : $1 }
  }

  /// Falls back to a random port, as the nodes do, without a word above debug.
  func listen(_ desired: SocketAddress, elsewhere: Bool) throws(Refusal) {
    do {
      try listen(elsewhere ? desired.with(port: 0) : desired)
    } catch {
      log.debug("Trying any port, the desired one is unavailable (\(error.text))")
      do { try listen(desired.with(port: 0)) } catch {
        throw Refusal("cannot listen on \(desired): \(error.text)")
      }
    }
    dial()
  }

  private func listen(_ address: SocketAddress) throws(TCP.Failed) {
    let listener = try Listener(loop, address) { [unowned self] descriptor, _ in
      adopt(PeerConnection(self, descriptor, target: nil))
    }
    self.listener = listener
    self.address = listener.address
  }

  private func dial() {
    guard !isStopped else { return }
    let dialed = Set(connections.values.compactMap(\.target))
    for target in targets where target != address && !dialed.contains(target) {
      // A target out of reach is tried again at the next turn.
      if let descriptor = try? TCP.connect(target, from: nil) {
        adopt(PeerConnection(self, descriptor, target: target))
      }
    }
    loop.after(0.5) { [weak self] in self?.dial() }
  }

  private func adopt(_ connection: PeerConnection) {
    connections[ObjectIdentifier(connection)] = connection
    connection.start()
  }

  func forget(_ connection: PeerConnection) {
    connections[ObjectIdentifier(connection)] = nil
    if connection.greeting != nil { changed(nil) }
  }

  func announce() {
    for connection in Array(connections.values) { connection.greet() }
  }

  func stop() {
    isStopped = true
    listener?.close()
    for connection in Array(connections.values) { connection.close() }
  }
}
