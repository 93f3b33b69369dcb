import Basics
import NIOCore
import NIOHTTP1

/// A WebSocket that was agreed on: its bytes pass through both ways, and only its end is ours.
final class WebSocketRelay {
  private let client: Tunnel
  private let server: Tunnel
  private let back: UpstreamConnection
  private let board: Switchboard
  /// Boot time in milliseconds when the client was told to come again.
  private var restartAskedAt: Int64?

  /// The time that a client has to agree to the end, in milliseconds.
  private static let patience: Int64 = 1_000

  /// - Parameter ended: called when either end has closed; it may be called more than once.
  init(to back: UpstreamConnection, _ board: Switchboard, ended: @escaping () -> Void) {
    client = Tunnel(.client, ended: ended)
    server = Tunnel(.server, ended: ended)
    client.join(server)
    self.back = back
    self.board = board
    board.change { state in
      state.counts.webSockets += 1
      // It isn't a request any more.
      if let peer = back.upstream.peer { state.peers.served(peer) }
    }
  }

  /// Puts the tunnels in the place of HTTP's handlers.
  func begin(with channel: any Channel) throws {
    guard let other = back.channel else { throw ChannelError.ioOnClosedChannel }
    try Self.exchangeHandlers(of: channel, for: client)
    try Self.exchangeHandlers(of: other, for: server)
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

  /// Whether it has to end now. Before that the client is told to come again, and gets a moment to agree.
  func isOver(_ now: Int64) -> Bool {
    // What goes to this host's node already has to end only with us.
    let isDue = board.read { state in
      state.isStopping || (state.diversion.route == .node && back.upstream.isPeer)
    }
    guard isDue else { return false }
    guard let asked = restartAskedAt else {
      restartAskedAt = now
      board.change { $0.counts.webSocketsClosed += 1 }
      client.sendRestart()
      return false
    }
    return now - asked > Self.patience
  }

  func close() { back.close() }
}
