/// One check, with its last result.
public struct CheckStatus: Codable, Hashable, Sendable {
  /// The question: `height`, `peers`, `websocket`, …
  public var check: String
  /// The one that is asked: a port's role, or a peer's URL.
  public var target: String
  /// `passing`, `failing`, `limited`, `absent`, `unknown`.
  public var state: String
  public var since: Timestamp?
  public var lastAt: Timestamp?
  public var latencyMilliseconds: Int?
  /// The value, or what was wrong, in words.
  public var result: String
  public var failuresInRow: Int
  public var isFlapping: Bool

  public init(
    check: String, target: String, state: String, since: Timestamp? = nil,
    lastAt: Timestamp? = nil, latencyMilliseconds: Int? = nil, result: String,
    failuresInRow: Int = 0, isFlapping: Bool = false
  ) {
    self.check = check
    self.target = target
    self.state = state
    self.since = since
    self.lastAt = lastAt
    self.latencyMilliseconds = latencyMilliseconds
    self.result = result
    self.failuresInRow = failuresInRow
    self.isFlapping = isFlapping
  }
}
