import Basics
import LinuxSystem
import NIOCore
import NIOHTTP1

/// One client's connection: takes its requests one by one, finds someone to answer each, and passes
/// the answer on.
final class Front: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundIn = Never
  typealias OutboundOut = HTTPServerResponsePart

  enum State {
    /// Between requests.
    case idle
    /// A request whose body is still being kept.
    case receiving
    /// Nobody can answer now.
    case waiting(until: Int64)
    case connecting
    case relaying
    /// Its last answer is sent; what still comes is thrown away.
    case lingering
    /// A WebSocket: bytes pass through.
    case tunnel
    case closed
  }

  let desk: LoopDesk
  let place: ClientPlace
  /// Sees the bytes before they are requests.
  let doorway: Doorway
  var state = State.idle
  var exchange: Exchange?
  var back: Back?
  /// The head and the beginning of an answer that may be no answer but a refusal.
  var held: (head: HTTPResponseHead, body: ByteBuffer)?
  /// Boot time in milliseconds of the last thing that happened.
  var progressAt = Clock.boottimeMilliseconds()
  /// The answer under way ends the connection.
  var closes = false
  /// The answer under way is none to have a body.
  var isBodiless = false
  /// Who answers goes on with its connection.
  var answerKeepsAlive = false
  /// The head that agrees to a WebSocket.
  var agreed: HTTPResponseHead?
  /// Our client's end of a WebSocket, and since when it was told to come again.
  var tunnel: Tunnel?
  var restartAskedAt: Int64?
  /// The client sends no more.
  private(set) var hasEnded = false

  private(set) var context: ChannelHandlerContext?
  /// What came and can't be dealt with yet: the next requests of a client that doesn't wait, or a
  /// body faster than who takes it.
  private var pending = CircularBuffer<HTTPServerRequestPart>(initialCapacity: 4)
  private var hasUnread = false
  private static let mostPending = 4

  init(_ desk: LoopDesk, _ place: ClientPlace, _ doorway: Doorway) {
    self.desk = desk
    self.place = place
    self.doorway = doorway
  }

  var board: Switchboard { desk.board }
  var isWritable: Bool { context?.channel.isWritable ?? false }

  // MARK: What the client sends

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    desk.opened(self)
  }

  func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

  func read(context: ChannelHandlerContext) {
    guard pending.count < Self.mostPending else {
      hasUnread = true
      return
    }
    context.read()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    progressAt = Clock.boottimeMilliseconds()
    pending.append(unwrapInboundIn(data))
    process()
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    if case .relaying = state { back?.flush() }
  }

  /// As far as it goes.
  func process() {
    while let part = pending.first, takes(part) {
      pending.removeFirst()
      handle(part)
    }
    if hasUnread, pending.count < Self.mostPending {
      hasUnread = false
      context?.read()
    }
  }

  private func takes(_ part: HTTPServerRequestPart) -> Bool {
    switch (state, part) {
    case (.idle, .head), (.receiving, .body), (.receiving, .end): true
    case (.relaying, .body): back?.isWritable ?? false
    case (.relaying, .end): exchange?.isComplete == false
    case (.lingering, _), (.tunnel, _), (.closed, _): true
    // The rest of a request that was answered before it was all there.
    case (.idle, _): true
    case (.receiving, .head), (.relaying, .head), (.waiting, _), (.connecting, _): false
    }
  }

  private func handle(_ part: HTTPServerRequestPart) {
    switch (state, part) {
    case (.idle, .head(let head)): begin(head)
    case (.receiving, .body(let bytes)):
      exchange?.keep(bytes)
      if exchange?.isStreaming == true { choose() }
    case (.receiving, .end):
      exchange?.isComplete = true
      choose()
    case (.relaying, .body(let bytes)): back?.send(.body(.byteBuffer(bytes)))
    case (.relaying, .end):
      exchange?.isComplete = true
      back?.send(.end(nil))
      back?.flush()
    case (.idle, _), (.receiving, .head), (.relaying, .head), (.waiting, _), (.connecting, _),
      (.lingering, _), (.tunnel, _), (.closed, _):
      break
    }
  }

  private func begin(_ head: HTTPRequestHead) {
    doorway.begunAt = nil
    if let refusal = RequestRules.refusal(of: head) { return refuse(refusal, to: head) }
    exchange = Exchange(head, arrived: progressAt)
    state = .receiving
    if head.version == .http1_1,
      head.headers["expect"].contains(where: { $0.lowercased() == "100-continue" })
    {
      write(.head(HTTPResponseHead(version: .http1_1, status: .continue)))
      context?.flush()
    }
  }

  // MARK: The connection

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard let event = event as? ChannelEvent, event == .inputClosed else {
      return context.fireUserInboundEventTriggered(event)
    }
    hasEnded = true
    switch state {
    case .idle, .lingering, .receiving: abandon()
    case .waiting, .connecting, .relaying, .tunnel, .closed: break
    }
  }

  func channelInactive(context: ChannelHandlerContext) { closed() }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    progressAt = Clock.boottimeMilliseconds()
    back?.mayRead(context.channel.isWritable)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch (state, error) {
    case (.idle, let error as HTTPParserError), (.receiving, let error as HTTPParserError):
      refuse(RequestRules.refusal(of: error), to: nil)
    case (.relaying, is HTTPParserError), (.waiting, is HTTPParserError),
      (.connecting, is HTTPParserError), (.lingering, is HTTPParserError):
      // The next request is broken, or the rest of this one: its answer is the last.
      closes = true
      hasEnded = true
      if exchange?.isComplete == false { abandon() }
    default: abandon()
    }
  }

  /// Ends it at once.
  func abandon() {
    context?.close(promise: nil)
    closed()
  }

  private func closed() {
    if case .closed = state { return }
    if case .relaying = state, let back { drop(back) }
    state = .closed
    back?.close()
    back = nil
    exchange = nil
    pending.removeAll()
    desk.closed(self)
  }

  /// Its peer has one request less of ours to answer, and nothing was learnt about it.
  func drop(_ back: Back) {
    if let peer = back.peer { board.change { $0.peers.dropped(peer) } }
  }

  func write(_ part: HTTPServerResponsePart) { context?.write(wrapOutboundOut(part), promise: nil) }
}

/// Where a client came from, and to which of the node's ports.
struct ClientPlace: Sendable {
  let client: TCPAddress?
  /// How the node itself is reached when it is back.
  let node: TCPAddress
  /// Whether peers serve the same there.
  let isShared: Bool
  /// It belonged to the node before, which may still hold the descriptor: what is spoken there.
  let adopted: AdoptedKind?

  /// The client's address without its port.
  let clientText: String?

  init(client: TCPAddress?, node: TCPAddress, isShared: Bool, adopted: AdoptedKind? = nil) {
    self.client = client
    self.node = node
    self.isShared = isShared
    self.adopted = adopted
    clientText = client?.host
  }
}
