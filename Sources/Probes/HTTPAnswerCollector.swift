import Basics
import NIOCore
import NIOHTTP1

/// Sends the request when the connection is there and collects the answer.
final class HTTPAnswerCollector: ChannelInboundHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundOut = HTTPClientRequestPart

  private let host: String
  private let path: String
  private let request: String
  private let bodyLimit: Int
  private let end: EventLoopPromise<(status: Int, body: [UInt8])>
  private var status = 0
  private var body: [UInt8] = []

  init(
    host: String, path: String, body: String, bodyLimit: Int,
    end: EventLoopPromise<(status: Int, body: [UInt8])>
  ) {
    self.host = host
    self.path = path
    request = body
    self.bodyLimit = bodyLimit
    self.end = end
  }

  func channelActive(context: ChannelHandlerContext) {
    var headers = HTTPHeaders([
      ("host", host), ("user-agent", "adnet-agent"), ("accept", "application/json"),
      ("connection", "close"),
    ])
    if !request.isEmpty {
      headers.add(name: "content-type", value: "application/json")
      headers.add(name: "content-length", value: "\(request.utf8.count)")
    }
    let head = HTTPRequestHead(
      version: .http1_1, method: request.isEmpty ? .GET : .POST, uri: path, headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    if !request.isEmpty {
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: request)))), promise: nil)
    }
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      // What others answer in a node's place says nothing of the node.
      guard !head.headers["via"].contains(where: { $0.contains(RelayReport.via) }) else {
        end.fail(ProbeProblem.relayed)
        context.close(promise: nil)
        return
      }
      status = Int(head.status.code)
    case .body(let bytes):
      guard body.count + bytes.readableBytes <= bodyLimit else {
        body = []
        end.fail(ProbeProblem.tooLarge)
        context.close(promise: nil)
        return
      }
      body += Array(bytes.readableBytesView)
    case .end: end.succeed((status, body))
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    end.fail(error)
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) { end.fail(ProbeProblem.cutShort) }
}
