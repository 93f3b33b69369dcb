import NIOCore
import NIOWebSocket

/// Sends a ping and waits for its pong, whatever else the server tells meanwhile.
final class PongAwaiter: ChannelInboundHandler {
  typealias InboundIn = WebSocketFrame
  typealias OutboundOut = WebSocketFrame

  private let end: EventLoopPromise<Void>
  private let word = "adnet-agent"
  private var bytes = 0
  /// A server that tells all about each block stays far below; one that floods us doesn't.
  private static let mostBytes = 4 * 1024 * 1024

  init(end: EventLoopPromise<Void>) { self.end = end }

  func handlerAdded(context: ChannelHandlerContext) {
    let data = context.channel.allocator.buffer(string: word)
    let ping = WebSocketFrame(fin: true, opcode: .ping, maskKey: .random(), data: data)
    context.writeAndFlush(wrapOutboundOut(ping), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let frame = unwrapInboundIn(data)
    // What an empty frame costs counts too.
    bytes += frame.data.readableBytes + 16
    if bytes > Self.mostBytes {
      end.fail(ProbeProblem.wrong("sends without end and doesn't answer a ping"))
      context.close(promise: nil)
      return
    }
    switch frame.opcode {
    case .pong where String(buffer: frame.unmaskedData) == word:
      end.succeed()
      context.close(promise: nil)
    case .connectionClose:
      end.fail(ProbeProblem.wrong("closes instead of answering a ping"))
      context.close(promise: nil)
    default: break
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    end.fail(error)
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) { end.fail(ProbeProblem.cutShort) }
}
