import Basics
import LinuxSystem
import NIOCore
import NIOHTTP1

/// Our own answers, and how connections end.
extension Front {
  private var limits: ClientLimits { board.limits }

  /// An honest one: nobody could answer in time.
  func answerUnavailable() {
    board.change { $0.counts.unavailable += 1 }
    answer(
      .serviceUnavailable, kind: "node_away",
      text: "the node is being replaced, try again soon", retryAfter: 5)
  }

  func refuse(_ refusal: RequestRules.Refusal, to head: HTTPRequestHead?) {
    board.change { $0.counts.refused += 1 }
    if let head { exchange = Exchange(head, arrived: progressAt) }
    answer(refusal.status, kind: "bad_request", text: refusal.text)
  }

  /// Ends the connection: what follows on it may be anything.
  func answer(_ status: HTTPResponseStatus, kind: String, text: String, retryAfter: Int? = nil) {
    desk.stopWaiting(self)
    let body = #"{"kind":"\#(kind)","text":"\#(text)"}"# + "\n"
    var headers: HTTPHeaders = [
      "Content-Type": "application/json", "Content-Length": "\(body.utf8.count)",
      "Connection": "close",
    ]
    if let retryAfter { headers.add(name: "Retry-After", value: "\(retryAfter)") }
    write(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers)))
    if exchange?.head.method != .HEAD { write(.body(.byteBuffer(ByteBuffer(string: body)))) }
    write(.end(nil))
    end(closing: true)
  }

  /// After an answer.
  func end(closing: Bool) {
    exchange = nil
    held = nil
    closes = false
    isBodiless = false
    doorway.begunAt = nil
    guard closing else {
      state = .idle
      context?.flush()
      return process()
    }
    finishWriting()
  }

  /// The answer goes out, and then our end of the connection; the client's is read until it closes
  /// too, since closing with unread bytes would send a reset that may overtake the answer. A node
  /// that still has an adopted connection's descriptor doesn't keep the client from seeing the end.
  func finishWriting() {
    state = .lingering
    progressAt = Clock.boottimeMilliseconds()
    context?.flush()
    context?.close(mode: .output, promise: nil)
    process()
    if hasEnded { abandon() }
  }

  /// Once in a while: whoever takes too long for something is seen to.
  func check(_ now: Int64) {
    let quiet = now - progressAt
    switch state {
    case .idle:
      if let begun = doorway.begunAt {
        guard now - begun > limits.head else { break }
        refuse(.init(status: .requestTimeout, text: "the request's head took too long"), to: nil)
      } else if isIdleForTooLong(now) {
        finishWriting()
      }
    case .receiving:
      if quiet > limits.body {
        refuse(.init(status: .requestTimeout, text: "the request's body took too long"), to: nil)
      }
    case .waiting(let until): if until <= now { answerUnavailable() }
    case .connecting: break
    case .relaying: checkAnswer(quiet)
    case .lingering: if quiet > limits.lingering { abandon() }
    case .tunnel: checkTunnel(now)
    case .closed: break
    }
  }

  private func checkAnswer(_ quiet: Int64) {
    guard let exchange, let back else { return }
    if !isWritable || !exchange.isComplete {
      if quiet > limits.stalledClient { abandon() }
    } else if quiet > (back.upstream.isPeer ? limits.peerAnswer : limits.nodeAnswer) {
      backEnded(back)
    }
  }

  /// How long a client may keep a connection without a request. One that the node had is given the
  /// time that its node would have given it, as far as we can.
  private func isIdleForTooLong(_ now: Int64) -> Bool {
    let (limits, since) = (limits, progressAt)
    return board.read { state in
      if state.isDismissed { return true }
      // From when it could go to the node.
      if state.diversion.route == .node {
        return now - max(since, state.diversion.since.boottime) > limits.linger
      }
      return place.adopted == nil && now - since > limits.keepAlive
    }
  }
}

extension RequestRules {
  static func refusal(of error: HTTPParserError) -> Refusal {
    switch error {
    case .headerOverflow:
      Refusal(status: .requestHeaderFieldsTooLarge, text: "the request's head is too large")
    case .invalidVersion:
      Refusal(status: .httpVersionNotSupported, text: "only HTTP/1.0 and HTTP/1.1")
    default:
      Refusal(status: .badRequest, text: "that is no HTTP request")
    }
  }
}
