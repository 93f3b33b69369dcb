import Glibc

/// The part of a file's `stat` that is needed here.
public struct FileStatus: Hashable, Sendable {
  public enum Kind: Hashable, Sendable { case regular, folder, link, other }

  public let kind: Kind
  public let size: Int64
  /// On the disk: less than `size` where a file has holes.
  public let allocatedBytes: Int64
  /// The permission bits alone, such as 0o555.
  public let mode: UInt32
  public let owner: UInt32
  public let group: UInt32
  public let inode: UInt64
  /// Names that the file has.
  public let links: UInt64
  /// The file system it is on.
  public let device: UInt64
  public let modifiedUnixMilliseconds: Int64
  /// The last change of content or status, which nobody can set.
  public let changedUnixNanoseconds: Int64

  init(_ status: stat) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: kind = .regular
    case S_IFDIR: kind = .folder
    case S_IFLNK: kind = .link
    default: kind = .other
    }
    size = Int64(status.st_size)
    // st_blocks counts 512 bytes each, whatever the file system's blocks are: stat(2).
    allocatedBytes = Int64(status.st_blocks) * 512
    mode = UInt32(status.st_mode & 0o7777)
    owner = status.st_uid
    group = status.st_gid
    inode = UInt64(status.st_ino)
    links = UInt64(status.st_nlink)
    device = UInt64(status.st_dev)
    modifiedUnixMilliseconds =
      Int64(status.st_mtim.tv_sec) * 1_000 + Int64(status.st_mtim.tv_nsec) / 1_000_000
    changedUnixNanoseconds =
      Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec)
  }
}
