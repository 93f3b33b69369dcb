/// Counts the lines of a log that weren't there before: a runtime that only tells the time over and
/// over doesn't get on with anything.
public struct LogNovelty: Hashable, Sendable {
  public private(set) var count = 0
  private var known: Set<Int> = []
  private static let most = 4_096

  public init() {}

  public mutating func note(_ line: String) {
    guard known.count < Self.most else { return }
    if known.insert(Self.withoutTime(line).hashValue).inserted { count += 1 }
  }

  /// Log lines begin with their time, which is new in each.
  static func withoutTime(_ line: String) -> Substring {
    line.drop { $0.isNumber || "-:.,TZ+[]() ".contains($0) }
  }
}
