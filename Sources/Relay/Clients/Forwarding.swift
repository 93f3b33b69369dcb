import Basics
import LinuxSystem
import NIOCore
import NIOHTTP1

/// The forwarding of one request: finds someone to answer it, now or later, and passes the answer on.
final class Forwarding: BackListener {
  private enum State {
    /// The body is still being kept.
    case receiving
    /// No upstream can answer now.
    case waiting(until: Int64)
    case connecting
    case relaying(UpstreamConnection)
    case over
  }

  private let front: ClientConnection
  private let loop: ClientLoop
  private var exchange: Exchange
  private var state = State.receiving
  private var answer: UpstreamResponse
  private var largeBody: LargeBody?
  /// Whether the answer under way has a body, and whether it ends the client's connection.
  private var hasBody = false
  private var closes = false
  /// The route on which a peer is asked.
  private var route = Route.named
  private enum Route: Equatable {
    /// Proven by an answer before, so that this one teaches nothing.
    case truthful(isProven: Bool)
    /// As the client named it.
    case named
    /// The same, after the truthful one didn't serve it, or its server has a page for every path.
    case namedAgain(afterPage: Bool)
  }
  /// Boot time in milliseconds of the last try in vain.
  private var failedAt: Int64 = 0

  /// The time between two tries at the node, in milliseconds.
  private static let nodeRetry: Int64 = 50

  init(of exchange: Exchange, for front: ClientConnection, _ loop: ClientLoop) {
    self.exchange = exchange
    self.front = front
    self.loop = loop
    answer = UpstreamResponse(to: UpstreamResponse.Question())
  }

  private var board: Switchboard { loop.board }
  private var isForHead: Bool { exchange.head.method == .HEAD }

  // MARK: The request

  /// Whether the request's end is still to come, and nobody was asked yet.
  var isReceiving: Bool { if case .receiving = state { true } else { false } }
  var isComplete: Bool { exchange.isComplete }

  /// Whether `part` can be dealt with now.
  func takes(_ part: HTTPServerRequestPart) -> Bool {
    switch (state, part) {
    case (.receiving, .body), (.receiving, .end): true
    case (.relaying(let back), .body): back.isWritable
    case (.relaying, .end): !exchange.isComplete
    case (.receiving, .head), (.relaying, .head), (.waiting, _), (.connecting, _), (.over, _): false
    }
  }

  func take(_ part: HTTPServerRequestPart) {
    switch (state, part) {
    case (.receiving, .body(let bytes)):
      if exchange.wantsPlace(for: bytes) {
        largeBody = LargeBody(board)
        if largeBody != nil { exchange.gotPlace() }
      }
      exchange.keep(bytes)
      if exchange.isStreaming {
        largeBody = nil
        choose()
      }
    case (.receiving, .end):
      exchange.isComplete = true
      choose()
    case (.relaying(let back), .body(let bytes)): back.send(.body(.byteBuffer(bytes)))
    case (.relaying(let back), .end):
      exchange.isComplete = true
      back.send(.end(nil))
      back.flush()
    case (.receiving, .head), (.relaying, .head), (.waiting, _), (.connecting, _), (.over, _): break
    }
  }

  /// Sends what was taken on.
  func flush() { if case .relaying(let back) = state { back.flush() } }

  /// Whether the client takes more of the answer.
  func mayRead(_ may: Bool) { if case .relaying(let back) = state { back.mayRead(may) } }

  // MARK: The choice of who answers

  /// Tries again, since something has changed.
  func retry() { if case .waiting = state { choose() } }

  private func choose() {
    let now = Clock.boottimeMilliseconds()
    route = .named
    var demand = exchange.demand
    if !front.place.isShared { demand.mayLeaveHost = false }
    switch board.choose(for: demand, now: now) {
    case .node:
      // It was flipped back, and the node is gone again: the agent sees that soon.
      if exchange.failures > 0, now - failedAt < Self.nodeRetry { return wait(until: lastMoment) }
      let (client, node) = (front.place.client, front.place.node)
      connect(.node(target: node, source: Upstream.source(for: client, target: node)))
    case .peer(let peer): connect(.peer(peer))
    case .wait(let until): wait(until: until)
    }
  }

  private var lastMoment: Int64 {
    exchange.arrived + board.read { $0.diversion.parkLimitMilliseconds }
  }

  private func wait(until: Int64) {
    if until <= Clock.boottimeMilliseconds() { return giveUp() }
    state = .waiting(until: until)
    loop.wait(self)
  }

  private func connect(_ upstream: Upstream) {
    state = .connecting
    // One that is open may just be closing at the other end: only what may be asked twice goes there.
    loop.backs.connect(upstream, fresh: !exchange.isSafe || exchange.failures > 0, for: self)
  }

  func backConnected(_ back: UpstreamConnection) {
    guard case .connecting = state else {
      // The client has left meanwhile.
      board.dropped(back.upstream)
      return loop.putAside(back)
    }
    state = .relaying(back)
    let (question, target) = ask(back.upstream)
    answer = UpstreamResponse(to: question)
    front.progressed()
    let head = HeaderRewriting.request(
      exchange.head, target: target, from: front.place.clientText, to: back.upstream,
      length: exchange.isWhole ? exchange.bodyBytes : nil, isUpgrade: exchange.isUpgrade)
    back.send(.head(head))
    for part in exchange.takeBody() { back.send(.body(.byteBuffer(part))) }
    if exchange.isComplete { back.send(.end(nil)) }
    back.flush()
    front.process()
  }

  /// The question to the upstream, and the target that it goes to.
  private func ask(_ upstream: Upstream) -> (UpstreamResponse.Question, String) {
    var question = UpstreamResponse.Question(
      isUpgrade: exchange.isUpgrade, isToPeer: upstream.isPeer)
    let named = (upstream.peer?.prefix ?? "") + exchange.head.uri
    guard let peer = upstream.peer, route == .named, !exchange.isUpgrade,
      let target = TruthfulRoute.of(exchange.head, at: peer)
    else { return (question, named) }
    let knowledge = board.read { $0.peers.truthful(peer) }
    guard knowledge == .has || knowledge == .unknown && exchange.isWhole else {
      // Who has this sentence has the route.
      question.takesVague = knowledge == .lacks
      return (question, named)
    }
    question.truthful =
      !exchange.isWhole ? .never : exchange.isSafe ? .unlessData : .ifMissing
    route = .truthful(isProven: knowledge == .has)
    return (question, target)
  }

  /// Notes what an answer says of the peer's routes.
  private func learn(_ head: HTTPResponseHead, of upstream: Upstream) {
    guard let peer = upstream.peer else { return }
    switch route {
    case .truthful(isProven: false) where TruthfulRoute.isData(head):
      board.change { $0.peers.learned(peer, .has) }
    case .namedAgain(afterPage: true) where TruthfulRoute.isData(head):
      board.change { $0.peers.learned(peer, .lacks) }
    case .named, .truthful, .namedAgain: break
    }
  }

  // MARK: The answer

  func backAnswered(_ part: HTTPClientResponsePart, from back: UpstreamConnection) {
    guard case .relaying(let mine) = state, mine === back else { return }
    front.progressed()
    switch answer.take(part) {
    case .nothing: break
    case .begin(let head, let body):
      learn(head, of: back.upstream)
      begin(head, body)
    case .body(let bytes): if hasBody { front.write(.body(.byteBuffer(bytes))) }
    case .end: finish(back)
    case .whole(let head, let body):
      learn(head, of: back.upstream)
      begin(head, body)
      finish(back)
    case .limited(let head): limited(head, back)
    case .again(let head):
      // The peer's window still counts it as one request.
      back.close()
      route = .namedAgain(afterPage: TruthfulRoute.isPage(head))
      if let peer = back.upstream.peer, TruthfulRoute.isMissing(head) {
        board.change { $0.peers.learned(peer, .unknown) }
      }
      connect(back.upstream)
    case .webSocket(let head):
      state = .over
      // The tunnels hear of it from now on.
      back.serve(nil)
      front.becomeWebSocket(agreeing: HeaderRewriting.agreement(head, to: exchange.head), back)
    case .absurd: lost(back)
    }
  }

  private func begin(_ head: HTTPResponseHead, _ body: ByteBuffer?) {
    exchange.isAnswered = true
    hasBody = HeaderRewriting.mayHaveBody(head.status, exchange.head.method)
    let isDelimited =
      !hasBody || exchange.head.version == .http1_1 || head.headers.contains(name: "content-length")
    // Clients are handed back to the node at the end of an answer: that is when none can be lost.
    closes =
      front.hasEnded || !exchange.keepsAlive || !isDelimited || exchange.isUpgrade
      || board.read { $0.isStopping || $0.diversion.route == .node }
    front.write(.head(HeaderRewriting.answer(head, to: exchange.head, closes: closes)))
    if let body, body.readableBytes > 0, hasBody { front.write(.body(.byteBuffer(body))) }
  }

  func backPaused(_ back: UpstreamConnection) {
    guard case .relaying(let mine) = state, mine === back else { return }
    front.flush()
    if !front.isWritable { back.mayRead(false) }
  }

  func backWritability(_ back: UpstreamConnection) {
    if case .relaying(let mine) = state, mine === back { front.process() }
  }

  private func finish(_ back: UpstreamConnection) {
    if hasBody { front.write(.end(nil)) }
    board.answered(by: back.upstream)
    state = .over
    if exchange.isComplete && answer.keepsAlive { loop.putAside(back) } else { back.close() }
    // Who still sends a request that is answered already sends in vain.
    front.answered(closing: closes || !exchange.isComplete)
  }

  // MARK: No answer

  func backEnded(_ back: UpstreamConnection) {
    switch state {
    case .connecting, .relaying: lost(back)
    case .receiving, .waiting, .over: board.dropped(back.upstream)
    }
  }

  private func lost(_ back: UpstreamConnection) {
    let wasConnected = if case .relaying = state { true } else { false }
    back.close()
    let now = Clock.boottimeMilliseconds()
    failedAt = now
    front.progressed()
    // One that was kept open may have ended for no reason that concerns this request.
    let isExcused = wasConnected && back.isUsed && exchange.failures == 0
    if isExcused {
      board.dropped(back.upstream)
    } else if let peer = back.upstream.peer {
      board.change { $0.peers.failed(peer, now: now) }
      exchange.tried.append(peer)
    }
    exchange.failures += 1
    if exchange.isAnswered {
      board.change { $0.counts.failed += 1 }
      state = .over
      return front.abandon()
    }
    // Before it was connected nothing was sent.
    guard exchange.isWhole, exchange.isSafe || !wasConnected else {
      board.change { $0.counts.failed += 1 }
      return end(with: .lost)
    }
    if exchange.tried.count >= Exchange.mostFailures { exchange.tried = [] }
    isExcused ? choose() : wait(until: lastMoment)
  }

  /// The peer refused: it wasn't asked, so anyone else may be, whatever the method.
  private func limited(_ head: HTTPResponseHead, _ back: UpstreamConnection) {
    guard let peer = back.upstream.peer else { return }
    back.close()
    if answer.wasVague { board.change { $0.peers.learned(peer, .unknown) } }
    board.change { state in
      state.counts.limited += 1
      state.peers.limited(
        peer, retryAfter: RateLimitResponse.retryAfter(head), now: Clock.boottimeMilliseconds())
    }
    exchange.isWhole ? choose() : giveUp()
  }

  private func giveUp() {
    board.change { $0.counts.unavailable += 1 }
    end(with: .nodeAway)
  }

  func refuse(_ refusal: RequestValidation.Refusal) {
    state = .over
    front.refuse(refusal, hasBody: !isForHead)
  }

  private func end(with reply: LocalReply) {
    loop.stopWaiting(self)
    state = .over
    front.answer(reply, hasBody: !isForHead)
  }

  /// Ends it without an answer, since the client has left.
  func abandon() {
    switch state {
    case .waiting: loop.stopWaiting(self)
    case .relaying(let back):
      // Its peer has one request less of ours to answer, and nothing was learnt about it.
      board.dropped(back.upstream)
      back.close()
    case .receiving, .connecting, .over: break
    }
    state = .over
  }

  /// Ends what takes too long.
  ///
  /// - Parameter quiet: for how long nothing has happened, in milliseconds.
  func check(_ now: Int64, quiet: Int64) {
    let limits = board.limits
    switch state {
    case .receiving: if quiet > limits.body { refuse(.slowBody) }
    case .waiting(let until): if until <= now { giveUp() }
    case .relaying(let back):
      if !front.isWritable || !exchange.isComplete {
        if quiet > limits.stalledClient { front.abandon() }
      } else if quiet > (back.upstream.isPeer ? limits.peerAnswer : limits.nodeAnswer) {
        lost(back)
      }
    case .connecting, .over: break
    }
  }
}
