final class PeerConnection: EventHandler {
  private unowned let network: PeerNetwork
  /// Where it was dialed to; nil for one that came in.
  let target: SocketAddress?
  private(set) var greeting: PeerGreeting?
  private var stream: Stream
  private var isOpen = true
  private var hasGreeted = false

  init(_ network: PeerNetwork, _ descriptor: CInt, target: SocketAddress?) {
    self.network = network
    self.target = target
    stream = Stream(descriptor)
  }

  func start() {
    network.loop.add(stream.descriptor, self)
    // The handshake timeout of the nodes.
    network.loop.after(3) { [weak self] in
      if let self, greeting == nil { close() }
    }
    if target == nil { greet() }
  }

  func greet() {
    guard isOpen else { return }
    hasGreeted = true
    stream.send(network.greeting().line.utf8)
  }

  func ready() {
    guard isOpen else { return }
    if !hasGreeted { greet() }
    stream.flush()
    stream.fill()
    while isOpen, let end = stream.input.firstIndex(of: 10) {
      let line = String(decoding: stream.input[..<end], as: UTF8.self)
      stream.input.removeFirst(end + 1)
      hear(line[...])
    }
    if stream.ended || stream.failure != nil || stream.input.count > 4096 { close() }
  }

  private func hear(_ line: Substring) {
    let own = network.greeting()
    guard let heard = PeerGreeting(line), heard.chain == own.chain, heard.identity != own.identity
    else { return close() }
    greeting = heard
    network.changed(heard)
  }

  func close() {
    guard isOpen else { return }
    isOpen = false
    network.loop.close(stream.descriptor)
    network.forget(self)
  }
}
