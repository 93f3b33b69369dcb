/// A line of /proc/swaps.
public struct SwapArea: Hashable, Sendable {
  public enum Kind: String, Hashable, Sendable { case file, partition, zram }

  public let path: String
  public let kind: Kind
  public let bytes: Int
  public let usedBytes: Int

  public init(path: String, kind: Kind, bytes: Int, usedBytes: Int) {
    self.path = path
    self.kind = kind
    self.bytes = bytes
    self.usedBytes = usedBytes
  }
}
