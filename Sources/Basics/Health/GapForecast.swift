/// The time that a node is likely to be away, from what this host's own past took.
public struct GapForecast: Hashable, Codable, Sendable {
  /// Milliseconds from the order to stop until the next node answers: the middle one of the past.
  public let milliseconds: Int
  /// The longest of them.
  public let longest: Int
  /// The number of times in the past.
  public let count: Int

  /// Nil without a past.
  public init?(_ past: [Int]) {
    guard let longest = past.max() else { return nil }
    milliseconds = past.sorted()[past.count / 2]
    self.longest = longest
    count = past.count
  }
}
