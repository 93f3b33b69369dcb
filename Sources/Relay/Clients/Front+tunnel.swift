import Basics
import LinuxSystem
import NIOCore
import NIOHTTP1

/// A WebSocket: once it is agreed on, bytes pass through, and we only wait for its end.
extension Front {
  func becomeTunnel(_ head: HTTPResponseHead, _ back: Back) {
    guard let context, let other = back.channel, let exchange else { return }
    var answer = HeaderRules.answer(head, to: exchange.head, closes: false)
    answer.headers.remove(name: "transfer-encoding")
    answer.headers.add(name: "Connection", value: "Upgrade")
    answer.headers.add(name: "Upgrade", value: "websocket")
    write(.head(answer))
    context.flush()
    state = .tunnel
    self.exchange = nil
    agreed = nil
    board.change { state in
      state.counts.webSockets += 1
      // It isn't a request any more.
      if let peer = back.peer { state.peers.served(peer) }
    }
    let client = Tunnel(.client) { [weak self] in self?.tunnelEnded() }
    let server = Tunnel(.server) { [weak self] in self?.tunnelEnded() }
    client.join(server)
    tunnel = client
    do {
      try Self.exchangeHandlers(of: context.channel, for: client)
      try Self.exchangeHandlers(of: other, for: server)
    } catch {
      abandon()
    }
  }

  /// The new one first, so that what the decoder still holds goes to it.
  private static func exchangeHandlers(of channel: any Channel, for tunnel: Tunnel) throws {
    let pipeline = channel.pipeline.syncOperations
    if let encoder = try? pipeline.context(handlerType: HTTPResponseEncoder.self) {
      pipeline.removeHandler(context: encoder, promise: nil)
    }
    if let encoder = try? pipeline.context(handlerType: HTTPRequestEncoder.self) {
      pipeline.removeHandler(context: encoder, promise: nil)
    }
    for decoder in [
      try? pipeline.context(handlerType: ByteToMessageHandler<HTTPRequestDecoder>.self),
      try? pipeline.context(handlerType: ByteToMessageHandler<HTTPResponseDecoder>.self),
    ].compactMap({ $0 }) {
      try pipeline.addHandler(tunnel, position: .after(decoder.handler))
      pipeline.removeHandler(context: decoder, promise: nil)
    }
  }

  func tunnelEnded() {
    guard case .tunnel = state else { return }
    // What was sent last gets its chance.
    back?.close()
    back = nil
    tunnel = nil
    finishWriting()
  }

  /// The client is told to come again, and gets a moment to agree.
  func checkTunnel(_ now: Int64) {
    let isOver = board.read { state in
      state.isStopping || (state.diversion.route == .node && !nodeHasIt)
    }
    guard isOver, let tunnel else { return }
    guard let asked = restartAskedAt else {
      restartAskedAt = now
      board.change { $0.counts.webSocketsClosed += 1 }
      return tunnel.sendRestart()
    }
    if now - asked > 1_000 { tunnelEnded() }
  }

  /// It goes to this host's node already, and has to end only with us.
  private var nodeHasIt: Bool { back.map { !$0.upstream.isPeer } ?? false }
}
