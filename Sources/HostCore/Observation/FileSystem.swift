/// Where a swap file would be.
public struct FileSystem: Hashable, Sendable {
  /// As the kernel calls it in /proc/self/mountinfo: "ext4".
  public let kind: String
  public let mountPoint: String
  /// The space that root may still use, in bytes.
  public let freeBytes: Int
  public let isReadOnly: Bool

  public init(kind: String, mountPoint: String, freeBytes: Int, isReadOnly: Bool) {
    self.kind = kind
    self.mountPoint = mountPoint
    self.freeBytes = freeBytes
    self.isReadOnly = isReadOnly
  }
}
