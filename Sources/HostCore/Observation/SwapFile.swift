/// Something that stands at a path of a swap file.
public struct SwapFile: Hashable, Sendable {
  public let path: String
  /// A regular file, and no link to one.
  public let isRegular: Bool
  public let bytes: Int
  /// Blocks on the disk; fewer than `bytes` means holes.
  public let allocatedBytes: Int
  /// Permission bits.
  public let mode: UInt32
  public let owner: UInt32
  /// mkswap(8) was here: "SWAPSPACE2" at the end of the first page. Nil when it can't be read.
  public let hasSignature: Bool?

  public init(
    path: String, isRegular: Bool = true, bytes: Int, allocatedBytes: Int, mode: UInt32,
    owner: UInt32 = 0, hasSignature: Bool? = true
  ) {
    self.path = path
    self.isRegular = isRegular
    self.bytes = bytes
    self.allocatedBytes = allocatedBytes
    self.mode = mode
    self.owner = owner
    self.hasSignature = hasSignature
  }
}
