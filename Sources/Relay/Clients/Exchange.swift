import Basics
import NIOCore
import NIOHTTP1

/// One request, and what is known of its answer.
struct Exchange {
  let head: HTTPRequestHead
  /// Boot time in milliseconds.
  let arrived: Int64
  /// The parts of the body that have come so far and are kept for another try.
  private(set) var body: [ByteBuffer] = []
  private(set) var bodyBytes = 0
  /// Whether all of the request is here.
  var isComplete = false
  /// Whether the body was too long to keep, and goes on as it comes.
  private(set) var isStreaming = false
  /// The peers that were tried in vain.
  var tried: [PeerTarget] = []
  /// The number of times it was sent on and nothing came back.
  var failures = 0
  /// Whether the client has got the head of an answer: there is no other try.
  var isAnswered = false

  /// The longest body that is kept, in bytes: a large one has a place among those of the relay.
  private(set) var mostBytes = Self.usualBytes
  static let usualBytes = 64 * 1024
  private static let smallBytes = 4 * 1024
  /// More than nodes of the family take: twice the largest transaction (docs/nodes.md).
  static let largeBytes = 1024 * 1024
  static let mostFailures = 8

  init(_ head: HTTPRequestHead, arrived: Int64) {
    self.head = head
    self.arrived = arrived
  }

  /// Whether the client wants to go on with the connection afterwards.
  var keepsAlive: Bool { head.isKeepAlive }

  /// Whether it may be asked twice: safe methods may (RFC 9110, section 9.2.1).
  var isSafe: Bool { [.GET, .HEAD, .OPTIONS].contains(head.method) }

  var isUpgrade: Bool {
    head.method == .GET
      && head.headers[canonicalForm: "upgrade"].contains { $0.lowercased() == "websocket" }
      && head.headers[canonicalForm: "connection"].contains { $0.lowercased() == "upgrade" }
  }

  /// Whether nothing of the body is lost, so that it can be sent again.
  var isWhole: Bool { isComplete && !isStreaming }

  /// Whether the body would be a stream with `part`, and may be kept if it gets a place among the large ones.
  func wantsPlace(for part: ByteBuffer) -> Bool {
    !isStreaming && mostBytes == Self.usualBytes
      && bodyBytes + part.readableBytes > Self.usualBytes
  }

  mutating func gotPlace() { mostBytes = Self.largeBytes }

  /// Keeps a part of the body; once it doesn't fit any more, the body is a stream.
  mutating func keep(_ part: ByteBuffer) {
    // Many small parts would cost more than what is in them.
    if let last = body.indices.last, body[last].readableBytes < Self.smallBytes {
      body[last].writeImmutableBuffer(part)
    } else {
      body.append(part)
    }
    bodyBytes += part.readableBytes
    if bodyBytes > mostBytes { isStreaming = true }
  }

  /// The parts that were kept, to be sent on; a stream keeps nothing.
  mutating func takeBody() -> [ByteBuffer] {
    guard isStreaming else { return body }
    defer { body = [] }
    return body
  }

  /// For the choice of who answers.
  var demand: Switchboard.Demand {
    Switchboard.Demand(
      arrived: arrived, mayLeaveHost: PeerEligibility.mayLeaveHost(head), tried: tried)
  }
}
