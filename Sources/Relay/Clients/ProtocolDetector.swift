import LinuxSystem
import NIOCore

/// The first handler of a client's bytes: tells a connection that was adopted in the middle of something
/// other than HTTP/1 from one between two requests, and when a request began.
final class ProtocolDetector: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer
  typealias OutboundOut = ByteBuffer

  /// The protocol of an adopted connection, by its first byte.
  enum Speech: Equatable {
    case http
    /// A client's frame: the highest bit ends a message, the mask bit is a client's duty (RFC 6455).
    case webSocket
    /// TLS, HTTP/2, or whatever.
    case foreign

    init(_ bytes: ByteBufferView) {
      guard let first = bytes.first else {
        self = .http
        return
      }
      switch first {
      // A method, or the empty line that may come before one.
      case 0x41...0x5a, 0x61...0x7a, 0x0d, 0x0a: self = .http
      case 0x80...0x8a where bytes.dropFirst().first.map { $0 & 0x80 != 0 } ?? true:
        self = .webSocket
      default: self = .foreign
      }
    }
  }

  /// Boot time in milliseconds when the bytes of a request that isn't complete began to come.
  private(set) var begunAt: Int64?
  private var isAdopted: Bool
  private var context: ChannelHandlerContext?
  private let met: (Speech) -> Void

  /// - Parameter met: called when it isn't HTTP; nothing is passed on then.
  init(isAdopted: Bool, met: @escaping (Speech) -> Void) {
    self.isAdopted = isAdopted
    self.met = met
  }

  func handlerAdded(context: ChannelHandlerContext) { self.context = context }
  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard event is RestartWebSocket else { return context.fireUserInboundEventTriggered(event) }
    sendRestart(context)
    met(.http)
  }

  func requestEnded() { begunAt = nil }

  /// Calls back when the kernel has all that was written so far, or the connection is lost.
  func afterWrites(_ done: @escaping () -> Void) {
    guard let context else { return done() }
    let written = context.eventLoop.makePromise(of: Void.self)
    written.futureResult.assumeIsolated().whenComplete { _ in done() }
    context.writeAndFlush(wrapOutboundOut(ByteBuffer()), promise: written)
  }

  private func sendRestart(_ context: ChannelHandlerContext) {
    let frame = ByteBuffer(bytes: WebSocketClose.restart)
    context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if isAdopted {
      isAdopted = false
      let speech = Speech(unwrapInboundIn(data).readableBytesView)
      guard speech == .http else {
        if speech == .webSocket { sendRestart(context) }
        met(speech)
        return
      }
    }
    if begunAt == nil { begunAt = Clock.boottimeMilliseconds() }
    context.fireChannelRead(data)
  }
}

/// An event for an adopted connection that is known to be a WebSocket.
struct RestartWebSocket: Sendable {}

/// The frame that ends a WebSocket politely.
enum WebSocketClose {
  /// FIN and opcode 8, two bytes, unmasked as from a server: 1012, "service restart" (RFC 6455 and
  /// IANA's registry of close codes).
  static let restart: [UInt8] = [0x88, 0x02, 0x03, 0xf4]
}
