/// How the height of one node came along. Times are milliseconds of the boot's clock, so that a
/// calendar that jumps changes nothing.
public struct HeightHistory: Sendable {
  /// The last height read, and when.
  public private(set) var last: UInt64?
  public private(set) var lastMs: Int?
  /// The highest of this process. Only what is higher is an advance.
  public private(set) var highest: UInt64?
  /// When the highest was first seen.
  public private(set) var advancedMs: Int?
  /// Since when heights are read from this process.
  public private(set) var beganMs: Int?
  /// When the height fell last, and from where.
  public private(set) var fell: Fall?
  /// Milliseconds a block, the middle one of the last advances; nil before two of them.
  public private(set) var blockMs: Int?
  private var intervals: [Int] = []
  /// Whether the height has risen since the first reading.
  public private(set) var hasAdvanced = false
  /// Hashes by height, of the latest blocks.
  private var hashes: [UInt64: String] = [:]

  public struct Fall: Hashable, Sendable {
    public let from: UInt64
    public let to: UInt64
    public let atMs: Int
  }

  private static let mostHashes = 256
  private static let mostIntervals = 15

  public init() {}

  /// The same chain under a new process: its height may begin lower, and its time begins anew.
  public mutating func restart() {
    let blockMs = blockMs
    let hashes = hashes
    self = HeightHistory()
    self.blockMs = blockMs
    self.hashes = hashes
  }

  public mutating func note(_ height: UInt64, atMs now: Int) {
    beganMs = beganMs ?? now
    if let last, height < last { fell = Fall(from: last, to: height, atMs: now) }
    last = height
    lastMs = now
    if let highest, let advancedMs {
      guard height > highest else { return }
      // The first may have been there for long.
      if hasAdvanced { intervals.append((now - advancedMs) / Int(clamping: height - highest)) }
      if intervals.count > Self.mostIntervals { intervals.removeFirst() }
      hasAdvanced = true
      // The middle one: a stall that is over makes blocks no longer.
      blockMs = intervals.isEmpty ? blockMs : intervals.sorted()[intervals.count / 2]
    }
    highest = height
    advancedMs = now
  }

  public mutating func note(hash: String, at height: UInt64) {
    hashes[height] = hash
    guard hashes.count > Self.mostHashes, let lowest = hashes.keys.min() else { return }
    hashes[lowest] = nil
  }

  /// The highest height at which both have a hash, and whether it is the same.
  public func compare(_ other: HeightHistory) -> (height: UInt64, isSame: Bool)? {
    let common = hashes.keys.filter { other.hashes[$0] != nil }.max()
    return common.map { ($0, hashes[$0] == other.hashes[$0]) }
  }

  /// How long the height has stood still; nil when it isn't known lately.
  public func stillMs(at now: Int) -> Int? { advancedMs.map { now - $0 } }
}
