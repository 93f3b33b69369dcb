/// The swap of the host, and the place where more could be.
public struct SwapSight: Hashable, Sendable {
  /// What the kernel uses now: /proc/swaps.
  public var areas: [SwapArea]
  /// Files that stand where ours would: at the configured path, and beside it for growing.
  public var files: [SwapFile]
  /// What a creation left behind that was interrupted.
  public var leftovers: [String]
  public var fileSystem: FileSystem
  /// The `.swap` units that systemd knows, with ours.
  public var units: [SwapUnit]
  /// What a program could get without swapping: MemAvailable; nil when it isn't known.
  public var availableBytes: Int?

  public init(
    areas: [SwapArea] = [], files: [SwapFile] = [], leftovers: [String] = [],
    fileSystem: FileSystem, units: [SwapUnit] = [], availableBytes: Int? = nil
  ) {
    self.areas = areas
    self.files = files
    self.leftovers = leftovers
    self.fileSystem = fileSystem
    self.units = units
    self.availableBytes = availableBytes
  }

  public var bytes: Int { areas.reduce(0) { $0 + $1.bytes } }
}
