public import Basics
import CLinux
import Glibc

extension Descriptor {
  /// Makes this empty file share the blocks of another until either is written to. False where the
  /// file system can't.
  public func share(blocksOf source: borrowing Descriptor) throws(Failure) -> Bool {
    if retrying({ adnet_reflink(raw, source.raw) }) == 0 { return true }
    switch errno {
    case EOPNOTSUPP, EXDEV, EINVAL, ENOTTY: return false
    default: throw Failure(cannot: "share a file's blocks", errno: errno)
    }
  }

  /// The rest of a file, from where it is read next.
  public func copy(_ source: borrowing Descriptor) throws(Failure) {
    let size = 1 << 20
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 4096)
    defer { chunk.deallocate() }
    while true {
      let count = try source.read(into: chunk)
      guard count > 0 else { return }
      try writeAll(UnsafeRawBufferPointer(rebasing: chunk[..<count]))
    }
  }

  /// A program that takes this process's place keeps it.
  public func outliveExec() throws(Failure) {
    guard fcntl(raw, F_SETFD, 0) == 0 else {
      throw Failure(cannot: "pass a descriptor on to a program", errno: errno)
    }
  }
}
