/// When a disk will be full, from what was free at some moments.
public struct DiskTrend: Codable, Hashable, Sendable {
  public struct Sample: Codable, Hashable, Sendable {
    public let unixSeconds: Int
    public let freeBytes: Int

    public init(unixSeconds: Int, freeBytes: Int) {
      self.unixSeconds = unixSeconds
      self.freeBytes = freeBytes
    }
  }

  private static let day = 86_400
  /// Seconds: an hour of growth says little about a day.
  private static let least = 6 * 3_600
  private static let longest = 14 * day
  /// Seconds between two samples that are kept.
  private static let period = 3_600

  public private(set) var samples: [Sample] = []

  public init() {}

  /// Whether it was kept: one an hour is.
  public mutating func add(_ sample: Sample) -> Bool {
    if let last = samples.last, sample.unixSeconds - last.unixSeconds < Self.period {
      // A clock that was set back: what was after it never happened.
      guard sample.unixSeconds < last.unixSeconds else { return false }
      samples.removeAll { $0.unixSeconds >= sample.unixSeconds }
    }
    samples.append(sample)
    samples.removeAll { sample.unixSeconds - $0.unixSeconds > Self.longest }
    return true
  }

  /// Days until `freeBytes` are gone, by the straight line of least squares through the samples.
  public func daysLeft(freeBytes: Int) -> Double? {
    guard let first = samples.first, let last = samples.last,
      last.unixSeconds - first.unixSeconds >= Self.least
    else { return nil }
    let points = samples.map {
      (
        x: Double($0.unixSeconds - first.unixSeconds) / Double(Self.day),
        y: Double($0.freeBytes - first.freeBytes)
      )
    }
    let count = Double(points.count)
    let (x, y) = points.reduce((0.0, 0.0)) { ($0.0 + $1.x / count, $0.1 + $1.y / count) }
    let (top, bottom) = points.reduce((0.0, 0.0)) {
      ($0.0 + ($1.x - x) * ($1.y - y), $0.1 + ($1.x - x) * ($1.x - x))
    }
    guard bottom > 0, top < 0 else { return nil }
    return Double(freeBytes) / (-top / bottom)
  }
}
