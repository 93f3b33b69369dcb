import NIOCore
import NIOHTTP1

/// The answer of a peer or of the node to one request, as it arrives. Decides which parts of it the client
/// gets, and when: what may be a refusal for too many requests is held until that is known.
struct UpstreamResponse {
  /// The consequence of one part.
  enum Step {
    case nothing
    /// The client gets the head, and what was held of the body.
    case begin(HTTPResponseHead, ByteBuffer?)
    case body(ByteBuffer)
    case end
    /// The client gets a whole answer at once: all of it was held.
    case whole(HTTPResponseHead, ByteBuffer)
    /// The request was one too many for the peer.
    case limited(HTTPResponseHead)
    /// The peer is to be asked on the route that the client named.
    case again(HTTPResponseHead)
    /// A WebSocket was agreed on.
    case webSocket(HTTPResponseHead)
    /// The answer is to something else than the request.
    case absurd
  }

  private enum Phase {
    case expected
    case held(HTTPResponseHead, ByteBuffer)
    case agreed(HTTPResponseHead)
    case passed
  }

  /// The question that the answer is to.
  struct Question {
    /// Whether the request asks for a WebSocket.
    var isUpgrade = false
    /// Whether refusals for too many requests concern us alone, and not the client.
    var isToPeer = false
    /// Nil on the route that the client named.
    var truthful: Truthful?
    /// Whether the sentence for every failure counts as a refusal.
    var takesVague = false

    /// Which answers of the truthful route are followed by the question on the route that the client named.
    enum Truthful {
      /// All but data: it may be asked twice.
      case unlessData
      /// The answers of a server that has no such route, and did nothing.
      case ifMissing
      /// None: what was sent isn't here any more.
      case never
    }
  }

  private var phase = Phase.expected
  private let question: Question

  /// Whether the upstream's connection can be used again after the answer.
  private(set) var keepsAlive = false

  /// Whether a refusal was the sentence for every failure.
  private(set) var wasVague = false

  init(to question: Question) { self.question = question }

  mutating func take(_ part: HTTPClientResponsePart) -> Step {
    switch part {
    case .head(let head): takeHead(head)
    case .body(let bytes): takeBody(bytes)
    case .end: takeEnd()
    }
  }

  private mutating func takeHead(_ head: HTTPResponseHead) -> Step {
    if head.status == .switchingProtocols {
      guard question.isUpgrade else { return .absurd }
      // At its end: what the decoder hands on after that are bytes of the WebSocket.
      phase = .agreed(head)
      return .nothing
    }
    if head.status.code < 200 { return .nothing }
    if question.isToPeer,
      RateLimitResponse.isCertain(head, isTruthful: question.truthful != nil)
    {
      return .limited(head)
    }
    switch question.truthful {
    case .unlessData where !TruthfulRoute.isData(head): return .again(head)
    case .ifMissing where TruthfulRoute.isMissing(head): return .again(head)
    case .unlessData, .ifMissing, .never, nil: break
    }
    keepsAlive = head.isKeepAlive
    if question.isToPeer, RateLimitResponse.isPossible(head) {
      phase = .held(head, ByteBuffer())
      return .nothing
    }
    phase = .passed
    return .begin(head, nil)
  }

  private mutating func takeBody(_ bytes: ByteBuffer) -> Step {
    guard case .held(let head, var body) = phase else { return .body(bytes) }
    // Otherwise the buffer would be copied as it is written to.
    phase = .passed
    if body.readableBytes == 0 { body = bytes } else { body.writeImmutableBuffer(bytes) }
    if body.readableBytes > RateLimitResponse.longest { return .begin(head, body) }
    phase = .held(head, body)
    return .nothing
  }

  private mutating func takeEnd() -> Step {
    switch phase {
    case .agreed(let head): return .webSocket(head)
    case .held(let head, let body):
      wasVague = question.takesVague && RateLimitResponse.isVague(body)
      return wasVague || RateLimitResponse.isSentence(body) ? .limited(head) : .whole(head, body)
    case .expected, .passed: return .end
    }
  }
}
