/// How a swap file is filled so that the kernel takes it: it wants every block in its place.
public enum SwapFileSupport: String, Hashable, Sendable {
  /// The blocks are reserved, nothing is written: ext4 and XFS map them for swap.
  case reserve
  /// Written through with zeros, where nothing can be reserved.
  case zeros
  /// Never copied on write, not compressed, then reserved: btrfs since Linux 5.0.
  case reserveWithoutCopies

  /// By file system; a failure says why there can be none.
  ///
  /// What each takes is in swapon(8), "Files with holes" and "Btrfs".
  public static func of(_ kind: String) -> Result<SwapFileSupport, SwapFileRefusal> {
    switch kind {
    case "ext4", "xfs": .success(.reserve)
    case "ext2", "ext3": .success(.zeros)
    case "btrfs": .success(.reserveWithoutCopies)
    case "tmpfs", "ramfs": .failure(SwapFileRefusal("it is in memory itself"))
    case "overlay": .failure(SwapFileRefusal("the kernel can't swap to an overlay"))
    case "zfs": .failure(SwapFileRefusal("swap on ZFS can lock up when memory is short"))
    case "nfs", "nfs4", "cifs", "fuse":
      .failure(SwapFileRefusal("it is not on a disk of this host"))
    default: .failure(SwapFileRefusal("swap files on it are not supported"))
    }
  }
}

/// Why a file system can't have a swap file, as the end of a sentence.
public struct SwapFileRefusal: Error, Hashable, Sendable {
  public let reason: String

  public init(_ reason: String) { self.reason = reason }
}
