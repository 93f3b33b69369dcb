import NIOCore
import NIOHTTP1

/// Asks for a WebSocket; gone once it is one.
final class HandshakeSender: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart

  private let host: String
  private let path: String
  private let end: EventLoopPromise<Void>

  init(host: String, path: String, end: EventLoopPromise<Void>) {
    self.host = host
    self.path = path
    self.end = end
  }

  func channelActive(context: ChannelHandlerContext) {
    let headers = HTTPHeaders([("host", host), ("user-agent", "adnet-agent")])
    let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }

  /// Only an answer that isn't an upgrade comes here.
  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard case .head(let head) = unwrapInboundIn(data) else { return }
    end.fail(ProbeProblem.wrong("HTTP status \(head.status.code) instead of a WebSocket"))
    context.close(promise: nil)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    let isUpgrade = error is NIOHTTPClientUpgradeError
    end.fail(isUpgrade ? ProbeProblem.wrong("the handshake's answer isn't valid") : error)
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) { end.fail(ProbeProblem.cutShort) }
}
