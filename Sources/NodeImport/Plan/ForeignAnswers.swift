/// The answers of a node that isn't ours.
public struct ForeignAnswers: Hashable, Sendable {
  public enum Source: String, Codable, Sendable {
    case rest, metrics, log

    /// After a height.
    var words: String {
      switch self {
      case .rest: ""
      case .metrics: ", by its metrics"
      case .log: ", by its log"
      }
    }
  }

  public var height: UInt64?
  /// The source of the height.
  public var source: Source?
  public var isSynced: Bool?
  /// Why there is no height.
  public var problem: String?

  public init(
    height: UInt64? = nil, isSynced: Bool? = nil, problem: String? = nil, source: Source? = nil
  ) {
    self.height = height
    self.source = source ?? (height == nil ? nil : .rest)
    self.isSynced = isSynced
    self.problem = problem
  }
}

extension ForeignAnswers {
  /// The greatest height that lines of a log have, as the family writes them: "Advanced to block 7 at
  /// round 14" (snarkOS, consensus and sync).
  public static func height(inLog lines: some Sequence<String>) -> UInt64? {
    lines.compactMap { line in
      guard let words = line.firstRange(of: "dvanced to block ") else { return nil }
      let digits = line[words.upperBound...].prefix { $0.isASCII && $0.isNumber }
      return UInt64(digits)
    }.max()
  }
}
