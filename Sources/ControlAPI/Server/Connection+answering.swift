import AgentCore
import Basics
import ControlModel
import NIOCore
import NIOHTTP1

extension Connection {
  func ask(
    _ context: ChannelHandlerContext, _ request: ControlRequest,
    _ patience: RequestReader.Patience?, file: IncomingFile?
  ) {
    let asked = number
    let loop = context.eventLoop
    let here = NIOLoopBound((self, context), eventLoop: loop)
    server.service.handle(request, from: caller) { reply in
      loop.execute {
        file?.remove()
        let (connection, context) = here.value
        connection.settle(context, reply, patience, asked: asked)
      }
    }
  }

  private func settle(
    _ context: ChannelHandlerContext, _ reply: ControlReply, _ patience: RequestReader.Patience?,
    asked: Int
  ) {
    guard case .answering = state, number == asked else { return }
    guard case .operation(let operation) = reply, let patience, patience.seconds > 0,
      operation.outcome == .running, operation.seq <= patience.after
    else { return answer(context, reply) }
    server.waiters.wait(for: operation, patience, on: context.eventLoop) { operation in
      guard case .answering = self.state, self.number == asked else { return }
      self.answer(context, .operation(operation))
    }
  }

  func answer(_ context: ChannelHandlerContext, _ reply: ControlReply) {
    guard case .answering(let request) = state else { return }
    let answer = HTTPReply(reply, to: request.reader.route)
    // Before the write: its end makes the pipeline deliver the next request at once.
    state = request.keepAlive ? .idle : .refused
    setTimer(context, seconds: request.keepAlive ? server.limits.idleSeconds : 5)
    write(context, answer, keepAlive: request.keepAlive)
  }

  func refuse(_ context: ChannelHandlerContext, _ failure: Failure) {
    if case .refused = state { return }
    state = .refused
    setTimer(context, seconds: 5)
    write(context, HTTPReply(failure), keepAlive: false)
  }

  private func write(_ context: ChannelHandlerContext, _ answer: HTTPReply, keepAlive: Bool) {
    var headers: HTTPHeaders = [
      "Content-Type": "application/json", "Content-Length": String(answer.body.count),
    ]
    if !keepAlive { headers.add(name: "Connection", value: "close") }
    let head = HTTPResponseHead(version: .http1_1, status: answer.status, headers: headers)
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    let body = context.channel.allocator.buffer(bytes: answer.body)
    context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
    let written = context.writeAndFlush(wrapOutboundOut(.end(nil)))
    guard !keepAlive else { return }
    // Only our half: closing with unread input would reset the connection under the answer.
    let here = NIOLoopBound(context, eventLoop: context.eventLoop)
    written.whenComplete { _ in here.value.close(mode: .output, promise: nil) }
  }
}
