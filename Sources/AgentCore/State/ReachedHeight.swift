public import Basics

/// The greatest height that a chain's own node has answered: one that comes up below it has lost its
/// ledger, or looks for it elsewhere.
public struct ReachedHeight: Hashable, Codable, Sendable {
  public private(set) var height: UInt64
  /// The time at which it was answered first.
  public private(set) var sinceUnixMs: Int
  /// The height reached at least `stepMs` before: no more than that is lost in a power cut.
  public private(set) var settled: UInt64
  /// The way in which the node was asked, where it isn't that of the family: heights that are asked for in
  /// different ways can't be compared.
  public private(set) var query: String?

  /// The time between notes, each of which is a write to the disk. Also more than the kernel waits
  /// before it writes.
  public static let stepMs = 60_000
  /// The number of blocks that may be lost with an unclean end: what the kernel had not yet written.
  public static let slack: UInt64 = 20

  public init(_ height: UInt64, atUnixMs: Int, query: String? = nil) {
    self.height = height
    sinceUnixMs = atUnixMs
    settled = height
    self.query = query
  }

  mutating func note(_ height: UInt64, atUnixMs: Int, query: String?) {
    guard query == self.query else {
      self = ReachedHeight(height, atUnixMs: atUnixMs, query: query)
      return
    }
    guard height > self.height else { return }
    if isDue(atUnixMs) { settled = self.height }
    self.height = height
    sinceUnixMs = atUnixMs
  }

  /// Whether a note is due, also when the calendar was set back.
  func isDue(_ unixMs: Int) -> Bool {
    !(sinceUnixMs..<sinceUnixMs + Self.stepMs).contains(unixMs)
  }

  /// The height at which the next node has to come up at least.
  func floor(afterCleanEnd isClean: Bool) -> UInt64 {
    isClean ? height : min(settled, height - min(height, Self.slack))
  }
}

extension ReachedHeight? {
  mutating func note(_ height: UInt64, atUnixMs: Int, query: String?) {
    guard self != nil else {
      self = ReachedHeight(height, atUnixMs: atUnixMs, query: query)
      return
    }
    self?.note(height, atUnixMs: atUnixMs, query: query)
  }
}

/// The reason that a validator's node is kept stopped until an operator accepts it.
public struct Fallen: Hashable, Codable, Sendable {
  /// The kind of the failure, and of the problem.
  public let kind: FailureKind
  public let text: String
  public let atUnixMs: Int

  public var isOfRecord: Bool { kind == .recordLost }

  public init(_ failure: Failure, atUnixMs: Int) {
    kind = failure.kind
    text = failure.reason
    self.atUnixMs = atUnixMs
  }
}
