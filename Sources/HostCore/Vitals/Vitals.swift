/// How the host is at one moment.
public struct Vitals: Hashable, Sendable {
  /// Of one chain's unit.
  public struct Node: Hashable, Sendable {
    public let unit: String
    public let memoryBytes: Int
    public let swapBytes: Int
    /// Read back from swap; nil before the second look.
    public let swapInBytesPerSecond: Int?
    /// Part of the last 10 s in which all of it stood still for memory, 0 to 100: PSI "full".
    public let stalledPercent: Double?

    public init(
      unit: String, memoryBytes: Int, swapBytes: Int, swapInBytesPerSecond: Int? = nil,
      stalledPercent: Double?
    ) {
      self.unit = unit
      self.memoryBytes = memoryBytes
      self.swapBytes = swapBytes
      self.swapInBytesPerSecond = swapInBytesPerSecond
      self.stalledPercent = stalledPercent
    }
  }

  public var memoryBytes = 0
  /// The memory available without swapping, in bytes: MemAvailable.
  public var availableBytes = 0
  public var swapBytes = 0
  public var swapFreeBytes = 0
  /// Read back from swap; nil before the second look.
  public var swapInBytesPerSecond: Int?
  /// As of a node, of the whole host; nil where the kernel has no PSI.
  public var stalledPercent: Double?
  public var nodes: [Node] = []
  public var disks: [Disk] = []
  /// How many processes the kernel has killed for lack of memory since boot.
  public var kernelKills: Int?
  public var isClockSynchronised: Bool?
  public var clockErrorMicroseconds: Int?

  public init() {}
}
