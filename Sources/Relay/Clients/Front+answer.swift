import Basics
import LinuxSystem
import NIOCore
import NIOHTTP1

/// From the choice of who answers to the end of the answer.
extension Front: BackListener {
  /// Finds someone for the request, now or later.
  func choose() {
    guard let exchange else { return }
    let now = Clock.boottimeMilliseconds()
    var demand = exchange.demand
    if !place.isShared { demand.mayLeaveHost = false }
    switch board.choose(for: demand, now: now) {
    case .node:
      // It was flipped back, and the node is gone again: the agent sees that soon.
      if exchange.failures > 0, !isRetryDue(now) { return wait(until: lastMoment(exchange)) }
      connect(
        .node(
          target: place.node, source: Upstream.source(for: place.client, target: place.node)))
    case .peer(let peer): connect(.peer(peer))
    case .wait(let until): wait(until: until)
    }
  }

  private func isRetryDue(_ now: Int64) -> Bool { now - progressAt >= 50 }

  private func lastMoment(_ exchange: Exchange) -> Int64 {
    exchange.arrived + board.read { $0.diversion.parkLimitMilliseconds }
  }

  func wait(until: Int64) {
    if until <= Clock.boottimeMilliseconds() { return answerUnavailable() }
    state = .waiting(until: until)
    desk.wait(self)
  }

  private func connect(_ upstream: Upstream) {
    guard let exchange else { return }
    state = .connecting
    // One that is open may just be closing at the other end: only what may be asked twice goes there.
    desk.connect(upstream, fresh: !exchange.isSafe || exchange.failures > 0, for: self)
  }

  func connected(_ back: Back) {
    guard case .connecting = state, var exchange else {
      // The client has left meanwhile.
      drop(back)
      return desk.putAside(back)
    }
    self.back = back
    state = .relaying
    progressAt = Clock.boottimeMilliseconds()
    let head = HeaderRules.request(
      exchange.head, from: place.clientText, to: back.upstream,
      length: exchange.isWhole ? exchange.bodyBytes : nil, isUpgrade: exchange.isUpgrade)
    back.send(.head(head))
    for part in exchange.takeBody() { back.send(.body(.byteBuffer(part))) }
    if exchange.isComplete { back.send(.end(nil)) }
    back.flush()
    self.exchange = exchange
    process()
  }

  // MARK: The answer

  func backAnswered(_ part: HTTPClientResponsePart, from back: Back) {
    guard case .relaying = state, back === self.back, let exchange else { return }
    progressAt = Clock.boottimeMilliseconds()
    switch part {
    case .head(let head): answered(head, exchange, back)
    case .body(let bytes):
      if held != nil {
        held?.body.writeImmutableBuffer(bytes)
        if let held, held.body.readableBytes > Limited.longest { release(held) }
      } else if !isBodiless {
        write(.body(.byteBuffer(bytes)))
      }
    case .end:
      if let agreed { return becomeTunnel(agreed, back) }
      if let held {
        if Limited.isSentence(held.body) { return limited(held.head, back) }
        release(held)
      }
      finish(back)
    }
  }

  private func answered(_ head: HTTPResponseHead, _ exchange: Exchange, _ back: Back) {
    if head.status == .switchingProtocols {
      guard exchange.isUpgrade else { return lost(back) }
      // Once the decoder has told its end: what it hands on after that are bytes.
      agreed = head
      return
    }
    if head.status.code < 200 { return }
    if back.upstream.isPeer {
      if Limited.isCertain(head) { return limited(head, back) }
      if Limited.isPossible(head) {
        held = (head, ByteBuffer())
        answerKeepsAlive = head.isKeepAlive
        return
      }
    }
    begin(answer: head)
  }

  private func release(_ held: (head: HTTPResponseHead, body: ByteBuffer)) {
    self.held = nil
    begin(answer: held.head)
    if held.body.readableBytes > 0, !isBodiless { write(.body(.byteBuffer(held.body))) }
  }

  private func begin(answer head: HTTPResponseHead) {
    guard let exchange else { return }
    answerKeepsAlive = head.isKeepAlive
    self.exchange?.isAnswered = true
    isBodiless = !HeaderRules.mayHaveBody(head.status, exchange.head.method)
    let isDelimited =
      isBodiless || exchange.head.version == .http1_1
      || head.headers.contains(name: "content-length")
    closes =
      closes || hasEnded || !exchange.keepsAlive || !isDelimited || exchange.isUpgrade || isToLeave
    write(.head(HeaderRules.answer(head, to: exchange.head, closes: closes)))
  }

  /// Clients are handed back to the node at the end of an answer: that is when none can be lost.
  private var isToLeave: Bool { board.read { $0.isStopping || $0.diversion.route == .node } }

  func backPaused(_ back: Back) {
    guard back === self.back else { return }
    context?.flush()
    if !isWritable { back.mayRead(false) }
  }

  func backWritability(_ back: Back) { if back === self.back { process() } }

  private func finish(_ back: Back) {
    guard let exchange else { return }
    if !isBodiless { write(.end(nil)) }
    switch back.upstream {
    case .node: board.change { $0.counts.byNode += 1 }
    case .peer(let peer):
      board.change { state in
        state.counts.byPeers += 1
        state.peers.served(peer)
      }
    }
    self.back = nil
    if exchange.isComplete && answerKeepsAlive { desk.putAside(back) } else { back.close() }
    // Who still sends a request that is answered already sends in vain.
    end(closing: closes || !exchange.isComplete)
  }

  // MARK: No answer

  func backEnded(_ back: Back) {
    switch state {
    case .connecting, .relaying: lost(back)
    case .tunnel: tunnelEnded()
    case .idle, .receiving, .waiting, .lingering, .closed: drop(back)
    }
  }

  private func lost(_ back: Back) {
    guard var exchange else { return }
    let wasConnected = self.back != nil
    self.back = nil
    held = nil
    back.close()
    let now = Clock.boottimeMilliseconds()
    progressAt = now
    // One that was kept open may have ended for no reason that concerns this request.
    let isExcused = wasConnected && back.isUsed && exchange.failures == 0
    if let peer = back.peer {
      board.change { isExcused ? $0.peers.dropped(peer) : $0.peers.failed(peer, now: now) }
      if !isExcused { exchange.tried.append(peer) }
    }
    exchange.failures += 1
    self.exchange = exchange
    if exchange.isAnswered {
      board.change { $0.counts.failed += 1 }
      return abandon()
    }
    // Before it was connected nothing was sent.
    let mayRepeat = exchange.isSafe || !wasConnected
    guard exchange.isWhole, mayRepeat else {
      board.change { $0.counts.failed += 1 }
      return answer(.badGateway, kind: "lost", text: "the request was sent on, and no answer came")
    }
    if exchange.tried.count >= Exchange.mostFailures { self.exchange?.tried = [] }
    isExcused ? choose() : wait(until: lastMoment(exchange))
  }

  /// The peer refused: it wasn't asked, so anyone else may be, whatever the method.
  private func limited(_ head: HTTPResponseHead, _ back: Back) {
    guard let exchange, let peer = back.peer else { return }
    held = nil
    self.back = nil
    back.close()
    board.change { state in
      state.counts.limited += 1
      state.peers.limited(
        peer, retryAfter: Limited.retryAfter(head), now: Clock.boottimeMilliseconds())
    }
    exchange.isWhole ? choose() : answerUnavailable()
  }
}

extension Back {
  var peer: PeerTarget? {
    if case .peer(let peer) = upstream { peer } else { nil }
  }
}
