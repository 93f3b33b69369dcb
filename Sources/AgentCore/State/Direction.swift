public enum Direction: String, Codable, Sendable, CaseIterable {
  case forward
  /// The way to the release that served before. There is no way further back: it never gives up.
  case back
}
