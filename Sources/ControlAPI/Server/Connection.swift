import Basics
import ControlModel
import LinuxSystem
import NIOCore
import NIOHTTP1

/// One connection: reads a request, asks the daemon, writes the answer, and again. Lives on the
/// event loop.
final class Connection: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  struct Request {
    let reader: RequestReader
    let keepAlive: Bool
    var body: [UInt8] = []
    var received = 0
    var file: IncomingFile?
  }

  enum State {
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

  let server: ServerContext
  let caller: Caller
  var state = State.idle
  /// Counts requests, so that a late answer can't be taken for the next one's.
  var number = 0
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
      refuse(context, RequestReader.bad("not HTTP/1.1, or the head is too large"))
    } else {
      context.close(promise: nil)
    }
  }

  func setTimer(_ context: ChannelHandlerContext, seconds: Int64) {
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
      refuse(context, Failure(.tooSlow, "cannot read the request: it arrived too slowly"))
    case .answering:
      let failure = Failure(
        .noAnswer, "cannot answer in time: the agent is busy",
        hint: "journalctl -u adnet-agent")
      answer(context, .failure(failure))
    }
  }
}
