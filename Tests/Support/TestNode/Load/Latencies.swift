/// Counts in buckets of at most 1.6 % width, so that memory doesn't grow with the requests.
struct Latencies {
  private var buckets = [Int](repeating: 0, count: 64 * 64)
  private(set) var count = 0
  private(set) var max: Int64 = 0

  mutating func add(_ nanoseconds: Int64) {
    count += 1
    max = Swift.max(max, nanoseconds)
    buckets[Latencies.index(UInt64(Swift.max(0, nanoseconds)))] += 1
  }

  /// The upper end of the bucket; never above the maximum.
  func percentile(_ part: Double) -> Int64 {
    var left = Int((Double(count) * part).rounded(.up))
    for (index, amount) in buckets.enumerated() where amount > 0 {
      left -= amount
      if left <= 0 { return min(max, Latencies.upperEnd(index)) }
    }
    return max
  }

  private static func index(_ value: UInt64) -> Int {
    guard value >= 64 else { return Int(value) }
    // The highest seven bits: a one, then the six that tell the bucket.
    let shift = 57 - value.leadingZeroBitCount
    return (shift + 1) * 64 + Int(value >> shift & 63)
  }

  private static func upperEnd(_ index: Int) -> Int64 {
    guard index >= 64 else { return Int64(index) }
    let shift = index / 64 - 1
    return Int64((UInt64(64 + index % 64) + 1) << shift) - 1
  }
}
