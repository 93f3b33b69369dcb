public import Basics
import CLinux
import Glibc

extension Descriptor {
  /// The way in which a file is to be opened. Links are never followed in the last step unless asked.
  public enum Access: Sendable {
    case read
    /// Read, and a link as the last step of the path is refused (`is_a_link`).
    case readNoFollow
    /// Must not exist yet.
    case create(mode: UInt32)
    case append(mode: UInt32)
    /// Into the blocks that it has; a link is refused.
    case overwrite
    case folder
    /// A folder, and a link in its place is refused.
    case folderNoFollow
  }

  public static func open(_ path: String, _ access: Access) throws(Failure) -> Descriptor {
    try open(path, access, below: AT_FDCWD, named: path)
  }

  /// The file of that name in a folder that can't be exchanged for another meanwhile.
  public static func open(
    _ name: String, _ access: Access, in folder: borrowing Descriptor
  ) throws(Failure) -> Descriptor {
    try open(name, access, below: folder.raw, named: name)
  }

  static func open(
    _ path: String, _ access: Access, below folder: CInt, named name: String
  ) throws(Failure) -> Descriptor {
    let (flags, mode): (CInt, UInt32) =
      switch access {
      // Non-blocking, so that a pipe in the place of a file can't hold us up.
      case .read: (O_RDONLY | O_NONBLOCK | O_NOCTTY, 0)
      case .readNoFollow: (O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY, 0)
      case .create(let mode): (O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode)
      case .overwrite: (O_WRONLY | O_NOFOLLOW, 0)
      case .append(let mode): (O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, mode)
      case .folder: (O_RDONLY | O_DIRECTORY, 0)
      case .folderNoFollow: (O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0)
      }
    let raw = retrying { openat(folder, path, flags | O_CLOEXEC, mode) }
    guard raw >= 0 else { throw Failure(cannot: "open \(name)", errno: errno) }
    return Descriptor(owning: raw)
  }

  public func status() throws(Failure) -> FileStatus {
    var status = stat()
    guard fstat(raw, &status) == 0 else { throw Failure(cannot: "inspect a file", errno: errno) }
    return FileStatus(status)
  }

  /// Fills the buffer as far as one read goes; 0 at the end.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    let got = retrying { Glibc.read(raw, buffer.baseAddress, buffer.count) }
    guard got >= 0 else { throw Failure(cannot: "read", errno: errno) }
    return got
  }

  /// The bytes at `offset`, fewer than `count` where the file ends.
  public func read(at offset: Int64, count: Int) throws(Failure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
        return retrying {
          pread(raw, rest.baseAddress, rest.count, off_t(offset) + off_t(done))
        }
      }
      guard got >= 0 else { throw Failure(cannot: "read", errno: errno) }
      if got == 0 { break }
      done += got
    }
    return Array(bytes[..<done])
  }

  public func writeAll(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
    var rest = bytes
    while rest.count > 0 {
      let done = retrying { Glibc.write(raw, rest.baseAddress, rest.count) }
      guard done >= 0 else { throw Failure(cannot: "write", errno: errno) }
      rest = UnsafeRawBufferPointer(rebasing: rest[done...])
    }
  }

  public func writeAll(_ bytes: [UInt8]) throws(Failure) {
    // The rethrowing closure of withUnsafeBytes doesn't carry typed errors.
    let result = bytes.withUnsafeBytes { buffer in
      Result { () throws(Failure) in try writeAll(buffer) }
    }
    try result.get()
  }

  /// Until the bytes are on the disk.
  public func sync() throws(Failure) {
    guard fsync(raw) == 0 else { throw Failure(cannot: "sync", errno: errno) }
  }

  public func reserve(bytes: Int64) throws(Failure) {
    guard adnet_reserve(raw, bytes) == 0 else {
      throw Failure(cannot: "reserve \(bytes) bytes", errno: errno)
    }
  }

  /// Blocks for the bytes from `offset` on; `EOPNOTSUPP` where the file system can't.
  public func reserve(at offset: Int64, bytes: Int64) throws(Failure) {
    guard retrying({ adnet_reserve_at(raw, offset, bytes) }) == 0 else {
      throw Failure(cannot: "reserve \(bytes) bytes", errno: errno)
    }
  }

  /// For an empty file on btrfs: it is never copied on write, nor compressed.
  public func forbidCopies() throws(Failure) {
    guard adnet_forbid_copies(raw) == 0 else {
      throw Failure(cannot: "switch off copying on write", errno: errno)
    }
  }

  public func truncate(to length: Int64) throws(Failure) {
    guard ftruncate(raw, off_t(length)) == 0 else {
      throw Failure(cannot: "truncate", errno: errno)
    }
  }

  public func setMode(_ mode: UInt32) throws(Failure) {
    guard fchmod(raw, mode) == 0 else { throw Failure(cannot: "change the mode", errno: errno) }
  }
}

/// Repeats a call that a signal interrupted.
func retrying<N: FixedWidthInteger>(_ call: () -> N) -> N {
  while true {
    let result = call()
    if result != -1 || errno != EINTR { return result }
  }
}
