/// The state of the host itself.
public struct VitalsStatus: Codable, Hashable, Sendable {
  public struct Node: Codable, Hashable, Sendable {
    public var unit: String
    public var memoryBytes: Int
    public var swapBytes: Int
    public var swapInBytesPerSecond: Int?
    /// The memory pressure of the last 10 s, 0 to 100 percent.
    public var stalledPercent: Double?

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

  public struct Disk: Codable, Hashable, Sendable {
    public var mountPoint: String
    public var holds: [String]
    public var totalBytes: Int
    public var freeBytes: Int
    public var freeFiles: Int
    public var fullInDays: Double?

    public init(
      mountPoint: String, holds: [String], totalBytes: Int, freeBytes: Int, freeFiles: Int,
      fullInDays: Double?
    ) {
      self.mountPoint = mountPoint
      self.holds = holds
      self.totalBytes = totalBytes
      self.freeBytes = freeBytes
      self.freeFiles = freeFiles
      self.fullInDays = fullInDays
    }
  }

  public var memoryBytes: Int
  public var availableBytes: Int
  public var swapBytes: Int
  public var swapFreeBytes: Int
  public var swapInBytesPerSecond: Int?
  public var stalledPercent: Double?
  public var nodes: [Node]
  public var disks: [Disk]
  public var isClockSynchronised: Bool?
  public var clockErrorMicroseconds: Int?

  public init(
    memoryBytes: Int, availableBytes: Int, swapBytes: Int, swapFreeBytes: Int,
    swapInBytesPerSecond: Int?, stalledPercent: Double?, nodes: [Node], disks: [Disk],
    isClockSynchronised: Bool?, clockErrorMicroseconds: Int?
  ) {
    self.memoryBytes = memoryBytes
    self.availableBytes = availableBytes
    self.swapBytes = swapBytes
    self.swapFreeBytes = swapFreeBytes
    self.swapInBytesPerSecond = swapInBytesPerSecond
    self.stalledPercent = stalledPercent
    self.nodes = nodes
    self.disks = disks
    self.isClockSynchronised = isClockSynchronised
    self.clockErrorMicroseconds = clockErrorMicroseconds
  }
}
