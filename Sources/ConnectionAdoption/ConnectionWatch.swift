import Basics
import LinuxSystem

/// The decision what to do with one connection of the node, from looks at it alone.
///
/// The node is kept from hearing of new requests (*masked*: its epoll still tells it that there is
/// room to write, so that an answer under way goes on), and once it owes no answer, the connection
/// can be taken. Whether it owes one is read off the order of what came and went:
/// - written since it was masked: it answered, and can't have begun another;
/// - received later than sent: it owes an answer;
/// - in the same tick of the kernel: what the client has confirmed, and how many packets there were,
///   tell more. Where they don't, it isn't taken with a request, which might be the rest of a body or
///   one of several: only once it was quiet for long, or once the node was seen to answer that request
///   and to read nothing since.
struct ConnectionWatch {
  /// In milliseconds.
  struct Patience: Sendable {
    /// The time that unread bytes have to lie untouched: the node may have heard of them just before.
    var settle: Int64 = 50
    /// The time that nothing is sent before an idle connection counts as idle: an answer may have pauses.
    var idle: Int64 = 1_000
    /// The same where it isn't clear that all was answered.
    var unclear: Int64 = 3_000
    /// The longest a handler may take with an answer.
    var grace: Int64 = 10_000
    /// How soon a node that owes nothing reads what it has just heard of.
    var prompt: Int64 = 30
    /// Before another try with one that had to be left alone.
    var pause: Int64 = 100
  }

  enum Move: Equatable {
    case wait
    case mask
    /// The node has to hear of it again; what it is told is as before.
    case unmask
    case take
    /// The connection has ended, or is ending without us.
    case forget
  }

  private enum Stage {
    case open(notBefore: Int64)
    case masked(since: Int64, first: TCPFlow)
  }

  private let patience: Patience
  private let kind: AdoptedKind
  private var stage = Stage.open(notBefore: 0)
  /// The time since when there are so many unread bytes.
  private var unread: (count: UInt32, since: Int64)?
  /// The time since when nothing was written, and the client has all that was.
  private var written: (count: UInt64, since: Int64, isKnown: Bool)?
  /// The number of bytes written when it was left to the node with an answer owed.
  private var owedAt: UInt64?
  /// As it was given back to the node with one whole request, which may be all that it owes.
  private var asked: (flow: TCPFlow, at: Int64)?
  /// The number of bytes the node had read when it was seen to have answered all of that.
  private var answeredUpTo: UInt64?
  /// The reason why it isn't taken yet.
  private(set) var reason = AdoptionReport.Reason.answerOwed

  init(_ patience: Patience, _ kind: AdoptedKind = .requests) {
    self.patience = patience
    self.kind = kind
  }

  private var isMasked: Bool {
    if case .masked = stage { true } else { false }
  }

  /// - Parameters:
  ///   - entry: what the node's epoll is to tell of it; nil when no epoll has it.
  ///   - beginning: of the unread bytes.
  mutating func look(
    _ flow: TCPFlow, entry: EpollTable.Entry?, beginning: [UInt8], now: Int64
  ) -> Move {
    note(flow, now)
    guard flow.isEstablished else {
      // The node finds the end by itself, if it hears of it.
      let wasMasked = isMasked
      stage = .open(notBefore: .max)
      return wasMasked ? .unmask : .forget
    }
    guard let entry else {
      reason = .notPolled
      return .wait
    }
    switch stage {
    case .open(let notBefore):
      if entry.isBlockedWriting {
        reason = .slowReader
        return .wait
      }
      answeredUpTo = answered(flow, now)
      guard answeredUpTo != nil || now >= notBefore else { return .wait }
      asked = nil
      stage = .masked(since: now, first: flow)
      return .mask
    case .masked(let since, let first):
      // The node has set it up anew meanwhile: it waits for more of a request, or for room to write.
      if entry.isReading { return leave(.unfinished, now) }
      if flow.unsent > 0 {
        // Not all of an answer is with the client, and there may be more of it.
        reason = .slowReader
        return now - since >= patience.grace ? leave(.slowReader, now) : .wait
      }
      switch kind {
      // Either side may speak at any time, in whole frames.
      case .webSocket: return quiet(flow, now) >= patience.settle ? .take : .wait
      case .requests:
        return flow.unread > 0
          ? lookAtRequest(flow, first, beginning, now)
          : lookAtIdle(flow, first, since: since, now)
      }
    }
  }

  private mutating func lookAtRequest(
    _ flow: TCPFlow, _ first: TCPFlow, _ beginning: [UInt8], _ now: Int64
  ) -> Move {
    guard let unread, now - unread.since >= patience.settle else { return .wait }
    switch debt(flow, first) {
    case .owes, .unclear:
      let isSure = first.unread == 0 && first.sinceReceived != first.sinceSent
      asked = !isSure && RequestBeginning.isWhole(beginning, of: flow.unread) ? (flow, now) : nil
      return leave(.unfinished, now)
    case .none:
      return RequestBeginning.isPossible(beginning) ? .take : leave(.unfinished, now)
    }
  }

  private mutating func lookAtIdle(
    _ flow: TCPFlow, _ first: TCPFlow, since: Int64, _ now: Int64
  ) -> Move {
    switch debt(flow, first) {
    case .none: return quiet(flow, now) >= patience.idle ? .take : .wait
    case .unclear:
      reason = .answerOwed
      return quiet(flow, now) >= min(patience.unclear, patience.grace) ? .take : .wait
    case .owes:
      reason = .answerOwed
      guard now - since >= patience.grace else { return .wait }
      owedAt = flow.written
      return leave(.answerOwed, now)
    }
  }

  /// The time that nothing was sent, in milliseconds.
  private func quiet(_ flow: TCPFlow, _ now: Int64) -> Int64 {
    // The first look can only tell what the kernel says.
    guard let written else { return Int64(flow.sinceSent) }
    return written.isKnown ? now - written.since : Int64(flow.sinceSent)
  }

  /// Whether a connection that no epoll watches owes no answer, if the node waits to read from it: then the kernel has
  /// all that it had to write.
  ///
  /// - Parameter isLate: one that is busy is left to the node only to be cut with it. So it is taken between two
  ///   requests, though it might be in the middle of one whose rest the node has asked for (100 Continue).
  func isAnswered(_ flow: TCPFlow, isLate: Bool, now: Int64) -> Bool {
    guard flow.isEstablished, flow.unread == 0 else { return false }
    let quiet = quiet(flow, now)
    if kind == .webSocket { return quiet >= patience.settle }
    switch debt(flow, flow) {
    case .none: return isLate || quiet >= patience.idle
    case .unclear:
      return quiet >= (isLate ? patience.settle : min(patience.unclear, patience.grace))
    case .owes: return false
    }
  }

  /// Whether an answer is owed that was never begun.
  func owes(_ flow: TCPFlow) -> Bool {
    guard case .masked(_, let first) = stage else { return owedAt == flow.written }
    return debt(flow, first) == .owes
  }

  /// Whether it surely owes nothing.
  func isFree(_ flow: TCPFlow) -> Bool {
    guard case .masked(_, let first) = stage else { return false }
    return debt(flow, first) == .none
  }

  /// The number of bytes the node had read when it answered the request it was given back with. One
  /// that doesn't read it at once may be busy with another.
  private mutating func answered(_ flow: TCPFlow, _ now: Int64) -> UInt64? {
    guard let (before, at) = asked else { return nil }
    guard flow.received == before.received, flow.unread == 0 || now - at < patience.prompt else {
      asked = nil
      return nil
    }
    return flow.unread == 0 && flow.written > before.written ? flow.received : nil
  }

  private enum Debt { case none, owes, unclear }

  private func debt(_ flow: TCPFlow, _ first: TCPFlow) -> Debt {
    if answeredUpTo == flow.received - UInt64(flow.unread) { return .none }
    if flow.written > first.written { return .none }
    // Nothing was ever asked that was read.
    if first.received == UInt64(first.unread) { return .none }
    // Something was read, and nothing ever answered.
    if flow.written == 0 { return .owes }
    // What lies unread was the last to arrive: the order tells nothing of what was read before.
    if first.unread > 0 { return .unclear }
    if first.sinceReceived != first.sinceSent {
      return first.sinceReceived > first.sinceSent ? .none : .owes
    }
    // With a request a client confirms all that it has got. So what isn't confirmed, or was only
    // later, was sent after the last request came.
    if first.unsent > 0 || first.sinceConfirmed < first.sinceReceived { return .none }
    // A request takes a packet at least.
    return first.packetsIn > first.packetsOut ? .owes : .unclear
  }

  private mutating func leave(_ why: AdoptionReport.Reason, _ now: Int64) -> Move {
    reason = why
    stage = .open(notBefore: now + patience.pause)
    return .unmask
  }

  private mutating func note(_ flow: TCPFlow, _ now: Int64) {
    if flow.unread == 0 {
      unread = nil
    } else if unread?.count != flow.unread {
      unread = (flow.unread, now)
    }
    if written == nil {
      written = (flow.written, now, flow.unsent > 0)
    } else if written?.count != flow.written || flow.unsent > 0 {
      written = (flow.written, now, true)
    }
  }
}

/// Whether bytes can begin an HTTP/1 request, or are a client's WebSocket frame, which the relay can
/// answer too. The rest of a body hardly looks like that.
enum RequestBeginning {
  static func isPossible(_ bytes: [UInt8]) -> Bool {
    guard let first = bytes.first else { return false }
    // A whole frame from a client: FIN, an opcode, the mask bit (RFC 6455).
    if (0x80...0x8a).contains(first) { return bytes.count > 1 && bytes[1] & 0x80 != 0 }
    let word = bytes.prefix { $0 != 0x20 }
    guard word.allSatisfy({ (0x41...0x5a).contains($0) }), (1...10).contains(word.count) else {
      return false
    }
    // Cut off in the middle of the method is possible as well.
    return word.count == bytes.count
      || bytes.dropFirst(word.count + 1).first.map { $0 == 0x2f } ?? true
  }

  /// Whether these are all of `count` bytes, and one request with nothing to follow.
  static func isWhole(_ bytes: [UInt8], of count: UInt32) -> Bool {
    guard bytes.count == Int(count), isPossible(bytes) else { return false }
    let text = String(decoding: bytes, as: UTF8.self).lowercased()
    guard let end = text.utf8.firstRange(of: "\r\n\r\n".utf8), end.upperBound == text.utf8.endIndex
    else { return false }
    return !["content-length:", "transfer-encoding:", "expect:", "upgrade:"].contains {
      text.contains("\r\n\($0)")
    }
  }
}
