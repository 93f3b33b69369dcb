import Basics
import Glibc
import LinuxSystem
import NIOCore
import NIOHTTP1

/// The connection of one client: takes its requests one by one, and has each forwarded.
final class ClientConnection: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundIn = Never
  typealias OutboundOut = HTTPServerResponsePart

  private enum State {
    /// Between requests.
    case idle
    case forwarding(Forwarding)
    /// The last answer is sent; what still comes is thrown away.
    case lingering
    case webSocket(WebSocketRelay)
    case closed
  }

  let place: ClientPlace
  private let loop: ClientLoop
  /// Sees the bytes before they are requests.
  private let detector: ProtocolDetector
  private var state = State.idle
  private var queue = RequestQueue()
  private var context: ChannelHandlerContext?
  /// Boot time in milliseconds of the last thing that happened.
  private var progressAt = Clock.boottimeMilliseconds()
  /// Whether the client sends no more.
  private(set) var hasEnded = false
  /// Whether the kernel has the last answer, and our side has ended.
  private var isWritten = false
  /// Whether the rest of what the client sent can't be understood: the answer under way is the last.
  private var isBroken = false
  private var isEndedByNode = false

  init(_ loop: ClientLoop, _ place: ClientPlace, _ detector: ProtocolDetector) {
    self.loop = loop
    self.place = place
    self.detector = detector
  }

  private var limits: ClientLimits { loop.board.limits }

  // MARK: What the client sends

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    loop.opened(self)
  }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func read(context: ChannelHandlerContext) { if queue.admitsRead() { context.read() } }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    progressed()
    queue.append(unwrapInboundIn(data))
    process()
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    if case .forwarding(let request) = state { request.flush() }
  }

  /// Deals with what has arrived, as far as that is possible now.
  func process() {
    while let part = queue.first, takes(part) {
      queue.removeFirst()
      handle(part)
    }
    if queue.takeDueRead() { context?.read() }
  }

  private func takes(_ part: HTTPServerRequestPart) -> Bool {
    if case .forwarding(let request) = state { request.takes(part) } else { true }
  }

  private func handle(_ part: HTTPServerRequestPart) {
    switch (state, part) {
    case (.forwarding(let request), _): request.take(part)
    case (.idle, .head(let head)): begin(head)
    // The rest of a request that was answered before it was all there, or of what nobody reads.
    case (.idle, _), (.lingering, _), (.webSocket, _), (.closed, _): break
    }
  }

  private func begin(_ head: HTTPRequestHead) {
    detector.requestEnded()
    if let refusal = RequestValidation.refusal(of: head) {
      return refuse(refusal, hasBody: head.method != .HEAD)
    }
    state = .forwarding(Forwarding(of: Exchange(head, arrived: progressAt), for: self, loop))
    if head.version == .http1_1,
      head.headers["expect"].contains(where: { $0.lowercased() == "100-continue" })
    {
      write(.head(HTTPResponseHead(version: .http1_1, status: .continue)))
      flush()
    }
  }

  // MARK: Answers

  var isWritable: Bool { context?.channel.isWritable ?? false }

  func write(_ part: HTTPServerResponsePart) { context?.write(wrapOutboundOut(part), promise: nil) }
  func flush() { context?.flush() }

  /// Puts the limits off that a client without progress meets.
  func progressed() { progressAt = Clock.boottimeMilliseconds() }

  /// The answer of somebody else is written.
  func answered(closing: Bool) {
    detector.requestEnded()
    if closing || isBroken { return finishWriting() }
    state = .idle
    flush()
    process()
    // The client has ended meanwhile, and nothing it sent is left.
    if case .idle = state, hasEnded { finishWriting() }
  }

  func answer(_ reply: LocalReply, hasBody: Bool) {
    write(.head(reply.head))
    if hasBody { write(.body(.byteBuffer(ByteBuffer(string: reply.body)))) }
    write(.end(nil))
    finishWriting()
  }

  func refuse(_ refusal: RequestValidation.Refusal, hasBody: Bool = true) {
    loop.board.change { $0.counts.refused += 1 }
    answer(.refusal(refusal), hasBody: hasBody)
  }

  /// From now on the bytes between the client and `back` pass through.
  func becomeWebSocket(agreeing head: HTTPResponseHead, _ back: UpstreamConnection) {
    let socket = WebSocketRelay(to: back, loop.board) { [weak self] in self?.webSocketEnded() }
    state = .webSocket(socket)
    write(.head(head))
    flush()
    guard let context else { return abandon() }
    do { try socket.begin(with: context.channel) } catch { abandon() }
  }

  private func webSocketEnded() {
    guard case .webSocket(let socket) = state else { return }
    // What was sent last gets its chance.
    socket.close()
    finishWriting()
  }

  // MARK: The end

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard let event = event as? ChannelEvent, event == .inputClosed else {
      return context.fireUserInboundEventTriggered(event)
    }
    hasEnded = true
    lookWhoEnded()
    switch state {
    case .idle: finishWriting()
    case .lingering: if isWritten { abandon() }
    case .forwarding(let request): if request.isReceiving { abandon() }
    case .webSocket, .closed: break
    }
  }

  /// Whether our side of an adopted connection is closed, and not by us: the node did that, which still
  /// had the descriptor, and its client has lost the connection.
  private func lookWhoEnded() {
    guard place.adopted != nil, !isWritten, !isEndedByNode,
      let provider = context?.channel as? any SocketOptionProvider
    else { return }
    provider.getTCPInfo().assumeIsolated().whenSuccess { [self] info in
      let isOver = hasEnded && Int32(info.tcpi_state) == TCP_CLOSE
      guard isOver || Self.closedHere.contains(Int32(info.tcpi_state)) else { return }
      isEndedByNode = true
      loop.board.change { $0.endedByNode += 1 }
    }
  }

  private static let closedHere = [
    TCP_FIN_WAIT1, TCP_FIN_WAIT2, TCP_CLOSING, TCP_LAST_ACK, TCP_TIME_WAIT,
  ].map { Int32($0) }

  func channelInactive(context: ChannelHandlerContext) { closed() }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    progressed()
    if case .forwarding(let request) = state { request.mayRead(context.channel.isWritable) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let error = error as? HTTPParserError else { return abandon() }
    switch state {
    case .idle: refuse(RequestValidation.refusal(of: error))
    case .forwarding(let request) where request.isReceiving:
      request.refuse(RequestValidation.refusal(of: error))
    case .forwarding(let request):
      // The next request is broken, or the rest of this one.
      isBroken = true
      hasEnded = true
      if !request.isComplete { abandon() }
    case .lingering: hasEnded = true
    case .webSocket, .closed: abandon()
    }
  }

  /// Sends what is written, and then our end of the connection. The client's is read until it closes
  /// too, since closing with unread bytes would send a reset that may overtake the answer. A node
  /// that still has an adopted connection's descriptor doesn't keep the client from seeing the end.
  func finishWriting() {
    state = .lingering
    progressed()
    flush()
    // When the client has ended its side, ending ours drops what the kernel doesn't have yet.
    detector.afterWrites { [weak self] in self?.endOutput() }
    process()
  }

  private func endOutput() {
    guard case .lingering = state, !isWritten else { return }
    isWritten = true
    if hasEnded { return abandon() }
    progressed()
    context?.close(mode: .output, promise: nil)
  }

  /// Ends the connection at once.
  func abandon() {
    context?.close(promise: nil)
    closed()
  }

  private func closed() {
    let before = state
    state = .closed
    switch before {
    case .closed: return
    case .forwarding(let request): request.abandon()
    case .webSocket(let socket): socket.close()
    case .idle, .lingering: break
    }
    queue.removeAll()
    loop.closed(self)
  }

  /// Ends what takes too long. Called once in a while.
  func check(_ now: Int64) {
    let quiet = now - progressAt
    switch state {
    case .idle:
      lookWhoEnded()
      if isEndedByNode {
        abandon()
      } else if let begun = detector.begunAt {
        if now - begun > limits.head { refuse(.slowHead) }
      } else if loop.board.isIdleTooLong(
        since: progressAt, isAdopted: place.adopted != nil, now: now)
      {
        finishWriting()
      }
    case .forwarding(let request):
      lookWhoEnded()
      request.check(now, quiet: quiet)
    case .lingering: if quiet > (isWritten ? limits.lingering : limits.stalledClient) { abandon() }
    case .webSocket(let socket): if socket.isOver(now) { webSocketEnded() }
    case .closed: break
    }
  }
}
