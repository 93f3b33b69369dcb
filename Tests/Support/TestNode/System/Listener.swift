/// A listening socket in the loop.
final class Listener: EventHandler {
  let address: SocketAddress
  private let loop: EventLoop
  private var descriptor: CInt?
  private let accepted: (CInt, SocketAddress) -> Void

  init(
    _ loop: EventLoop, _ address: SocketAddress, accepted: @escaping (CInt, SocketAddress) -> Void
  )
    throws(TCP.Failed)
  {
    let descriptor = try TCP.listen(address)
    self.loop = loop
    self.descriptor = descriptor
    self.accepted = accepted
    self.address = TCP.localAddress(descriptor)
    loop.add(descriptor, self)
  }

  func ready() {
    while let descriptor, let (connection, peer) = TCP.accept(descriptor) {
      accepted(connection, peer)
    }
  }

  func close() {
    if let descriptor { loop.close(descriptor) }
    descriptor = nil
  }
}
