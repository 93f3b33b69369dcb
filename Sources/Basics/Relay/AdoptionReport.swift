/// The progress of taking over a node's live connections.
public struct AdoptionReport: Hashable, Codable, Sendable {
  public enum State: String, Codable, Sendable, CaseIterable {
    case working
    /// All that can be taken over in time is; the rest is watched to its end.
    case settled
    /// The node is dead, or the drain was called off.
    case over
    /// The adopter was killed; the next one goes on.
    case broken
  }

  /// The reason why a connection stays with the node.
  public enum Reason: String, Codable, Sendable, CaseIterable, CodingKeyRepresentable {
    /// The node still owes an answer.
    case answerOwed = "answer_owed"
    /// A body is half sent, or several requests were sent without waiting.
    case unfinished
    /// The client doesn't take what it asked for as fast as the node sends.
    case slowReader = "slow_reader"
    /// No epoll of the node's watches it, and no thread was found waiting to read from it.
    case notPolled = "not_polled"
    /// The relay didn't take it.
    case refused
  }

  public var state = State.working
  public let beganUnixMs: Int
  public var settledUnixMs: Int?
  /// All connections that were seen at held ports.
  public var seen = 0
  public var adopted = 0
  /// The number of those taken over that the node can't reach any more, and of those that it still can:
  /// it may end them.
  public var severed = 0
  public var reachable = 0
  /// The longest that the node stood for it at once, in microseconds.
  public var stoppedUs = 0
  /// The number that ended by themselves before they could be taken.
  public var ended = 0
  /// The numbers that are with the node, or were cut with it, by the reason.
  public var left: [Reason: Int] = [:]
  /// The number that were when it died, or that it ended though they were taken over: their clients saw
  /// the connection break.
  public var cut = 0
  /// The reason why nothing, or not everything, could be looked at.
  public var trouble: String?

  public init(beganUnixMs: Int) { self.beganUnixMs = beganUnixMs }

  enum CodingKeys: String, CodingKey {
    case state, seen, adopted, severed, reachable, ended, left, cut, trouble
    case stoppedUs = "stopped_us"
    case beganUnixMs = "began_unix_ms"
    case settledUnixMs = "settled_unix_ms"
  }
}

extension AdoptionReport {
  /// The report as clients saw it: a connection that the node ended after it was taken over is cut.
  public func counting(endedByNode: Int) -> AdoptionReport {
    var report = self
    // An adopter that begins anew counts from nothing.
    report.adopted = max(0, report.adopted - endedByNode)
    report.cut += endedByNode
    return report
  }
}

/// The adopter, the relay and the agent that read it may be of three versions: what an older one doesn't
/// say is as if nothing had come of it, and a reason that only a newer one knows is left out.
extension AdoptionReport {
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    beganUnixMs = try fields.decode(Int.self, forKey: .beganUnixMs)
    state = try fields.decodeIfPresent(State.self, forKey: .state) ?? .working
    settledUnixMs = try fields.decodeIfPresent(Int.self, forKey: .settledUnixMs)
    seen = try fields.decodeIfPresent(Int.self, forKey: .seen) ?? 0
    adopted = try fields.decodeIfPresent(Int.self, forKey: .adopted) ?? 0
    severed = try fields.decodeIfPresent(Int.self, forKey: .severed) ?? 0
    reachable = try fields.decodeIfPresent(Int.self, forKey: .reachable) ?? 0
    stoppedUs = try fields.decodeIfPresent(Int.self, forKey: .stoppedUs) ?? 0
    ended = try fields.decodeIfPresent(Int.self, forKey: .ended) ?? 0
    cut = try fields.decodeIfPresent(Int.self, forKey: .cut) ?? 0
    trouble = try fields.decodeIfPresent(String.self, forKey: .trouble)
    for (name, count) in try fields.decodeIfPresent([String: Int].self, forKey: .left) ?? [:] {
      if let reason = Reason(rawValue: name) { left[reason] = count }
    }
  }
}

/// The protocol of a connection that is taken over; the message that brings it to the relay says it.
public enum AdoptedKind: String, Sendable, CaseIterable {
  case requests
  case webSocket = "websocket"
}
