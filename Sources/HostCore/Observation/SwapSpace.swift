/// The swap of the host, and the place where more could be.
public struct SwapSpace: Hashable, Sendable {
  /// The areas that the kernel uses now: /proc/swaps.
  public var areas: [SwapArea]
  /// Files that stand where ours would: at the configured path, and beside it for growing.
  public var files: [SwapFile]
  /// The leftovers of an interrupted creation.
  public var leftovers: [String]
  public var fileSystem: FileSystem
  /// The `.swap` units that systemd knows, with ours.
  public var units: [SwapUnit]
  /// The memory available without swapping, in bytes: MemAvailable; nil if it isn't known.
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
