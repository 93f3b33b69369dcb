import AgentCore
import ControlModel
import LinuxSystem
import NIOCore
import NIOHTTP1

/// One connection: reads a request, asks the daemon, writes the answer, and again. Lives on the
/// event loop.
final class Connection: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private struct Request {
    let reader: RequestReader
    let keepAlive: Bool
    var body: [UInt8] = []
    var received = 0
    var file: IncomingFile?
  }

  private enum State {
    /// To `reading` or `refused` with the next head.
    case idle
    /// To `answering` with the end of the body, to `refused` when something is wrong with it.
    case reading(Request)
    /// To `idle` or to the end of the connection with the answer.
    case answering(Request)
    /// The last answer is written. What still comes in is thrown away, so that the other end gets to
    /// read the answer, and then the connection ends.
    case refused
  }

  private let server: ServerContext
  private let caller: Caller
  private var state = State.idle
  /// Counts requests, so that a late answer can't be taken for the next one's.
  private var number = 0
  private var timer: Scheduled<Void>?

  init(_ server: ServerContext, caller: Caller) {
    self.server = server
    self.caller = caller
  }

  func channelActive(context: ChannelHandlerContext) {
    setTimer(context, seconds: server.limits.idleSeconds)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    timer?.cancel()
    if case .reading(let request) = state { request.file?.remove() }
    state = .refused
    server.closed(caller)
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): begin(context, head)
    case .body(let bytes): read(context, bytes)
    case .end: end(context)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    // Most often the other end is gone; else what it sends isn't HTTP.
    if error is HTTPParserError {
      refuse(context, RequestReader.bad("it isn't HTTP/1.1, or its head is too large"))
    } else {
      context.close(promise: nil)
    }
  }

  // MARK: reading

  private func begin(_ context: ChannelHandlerContext, _ head: HTTPRequestHead) {
    guard case .idle = state else { return }
    number += 1
    do throws(Failure) {
      var request = try accept(head)
      let expected = head.headers.first(name: "content-length").flatMap { Int64($0) }
      let limit = request.reader.route.body.limit
      if let expected, expected > limit { throw Self.tooLarge(limit) }
      if case .file = request.reader.route.body {
        request.file = try IncomingFile(in: server.incoming, expected: expected)
      }
      state = .reading(request)
      setTimer(context, seconds: readingSeconds(request))
      if head.headers.first(name: "expect")?.lowercased() == "100-continue" {
        let head = HTTPResponseHead(version: .http1_1, status: .continue)
        context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
      }
    } catch {
      refuse(context, error)
    }
  }

  private func accept(_ head: HTTPRequestHead) throws(Failure) -> Request {
    guard let target = RequestTarget(head.uri) else {
      throw RequestReader.bad("its target isn't a path")
    }
    switch RouteTable.match(head.method.rawValue, target.segments) {
    case .none:
      throw Failure("route_unknown", "cannot find \(head.uri): see docs/api.md", exit: .usage)
    case .otherMethod(let methods):
      let names = methods.map(\.rawValue).joined(separator: ", ")
      throw Failure(
        "method_not_allowed", "cannot \(head.method.rawValue) \(head.uri): it knows \(names)",
        exit: .usage)
    case .route(let route, let values):
      guard route.access == .read || caller.mayAct else {
        throw Failure(
          "not_permitted", "cannot do that: only root and members of the group adnet may",
          hint: "usermod -aG adnet USER, then log in again", exit: .notPermitted)
      }
      let reader = try RequestReader(route: route, values: values, query: target.query)
      try reader.checkHead()
      return Request(reader: reader, keepAlive: head.isKeepAlive)
    }
  }

  private func read(_ context: ChannelHandlerContext, _ bytes: ByteBuffer) {
    guard case .reading(var request) = state else { return }
    // Taken out while it changes, or the body would be copied for each part.
    state = .idle
    request.received += bytes.readableBytes
    do throws(Failure) {
      let limit = request.reader.route.body.limit
      guard request.received <= limit else { throw Self.tooLarge(limit) }
      if let file = request.file {
        try file.append(bytes)
        setTimer(context, seconds: readingSeconds(request))
      } else {
        request.body.append(contentsOf: bytes.readableBytesView)
      }
      state = .reading(request)
    } catch {
      request.file?.remove()
      refuse(context, error)
    }
  }

  private func end(_ context: ChannelHandlerContext) {
    guard case .reading(let request) = state else { return }
    state = .answering(request)
    setTimer(context, seconds: min(request.reader.route.seconds, server.limits.answerSeconds))
    do throws(Failure) {
      let patience = try request.reader.patience()
      let control = try request.reader.request(body: request.body, file: request.file?.name)
      ask(context, control, patience, file: request.file)
    } catch {
      request.file?.remove()
      answer(context, .failure(error))
    }
  }

  // MARK: answering

  private func ask(
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

  private func answer(_ context: ChannelHandlerContext, _ reply: ControlReply) {
    guard case .answering(let request) = state else { return }
    let answer = Answer(reply, to: request.reader.route)
    // Before the write: its end makes the pipeline deliver the next request at once.
    state = request.keepAlive ? .idle : .refused
    setTimer(context, seconds: request.keepAlive ? server.limits.idleSeconds : 5)
    write(context, answer, keepAlive: request.keepAlive)
  }

  private func refuse(_ context: ChannelHandlerContext, _ failure: Failure) {
    if case .refused = state { return }
    state = .refused
    setTimer(context, seconds: 5)
    write(context, Answer(failure), keepAlive: false)
  }

  private func write(_ context: ChannelHandlerContext, _ answer: Answer, keepAlive: Bool) {
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

  // MARK: time

  private func readingSeconds(_ request: Request) -> Int64 {
    request.file == nil ? request.reader.route.seconds : server.limits.uploadPauseSeconds
  }

  private func setTimer(_ context: ChannelHandlerContext, seconds: Int64) {
    timer?.cancel()
    timer = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(seconds)) {
      self.timeIsUp(context)
    }
  }

  private func timeIsUp(_ context: ChannelHandlerContext) {
    switch state {
    case .idle, .refused: context.close(promise: nil)
    case .reading(let request):
      request.file?.remove()
      refuse(context, Failure("too_slow", "cannot read the request: it came too slowly"))
    case .answering:
      let failure = Failure(
        "no_answer", "cannot answer in time: the agent is busy",
        hint: "journalctl -u adnet-agent", exit: .unreachable)
      answer(context, .failure(failure))
    }
  }

  private static func tooLarge(_ limit: Int) -> Failure {
    Failure("too_large", "cannot take the request: its body is above \(limit) bytes", exit: .usage)
  }
}
