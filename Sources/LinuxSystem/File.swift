public import Basics
import Glibc

/// Whole files, small ones.
public enum File {
  /// The bytes of a regular file (else `not_a_file`) of at most `limit` bytes (`file_too_large` beyond).
  public static func read(_ path: String, limit: Int) throws(Failure) -> [UInt8] {
    let file = try open(path)
    var bytes: [UInt8] = []
    // Files in /proc and /sys have no size, so we read until the end, one byte beyond the limit. Most
    // that is read again and again is short.
    while bytes.count <= limit {
      var chunk = [UInt8](
        repeating: 0, count: min(limit + 1 - bytes.count, max(bytes.count, 2048), 64 * 1024))
      let count = retrying { Glibc.read(file.raw, &chunk, chunk.count) }
      guard count >= 0 else { throw Failure(cannot: "read \(path)", errno: errno) }
      if count == 0 { return bytes }
      bytes.append(contentsOf: chunk[..<count])
    }
    throw Failure(.fileTooLarge, "cannot read \(path): larger than \(limit) bytes")
  }

  /// A regular file that somebody names, open to be read; anything else is `not_a_file`. A pipe
  /// isn't waited for, and a device, which may act when it is opened, isn't opened.
  public static func open(_ path: String) throws(Failure) -> Descriptor {
    let kind: FileStatus.Kind?
    // Why it can't be looked at, its opening tells, too.
    do { kind = try status(path, following: true)?.kind } catch { kind = .regular }
    guard let kind else { throw Failure(cannot: "open \(path)", errno: ENOENT) }
    guard kind == .regular else { throw notAFile(path) }
    let file = try Descriptor.open(path, .read)
    // It may have been exchanged between the two.
    guard try file.status().kind == .regular else { throw notAFile(path) }
    return file
  }

  private static func notAFile(_ path: String) -> Failure {
    Failure(.notAFile, "cannot read \(path): not a regular file", exit: .usage)
  }

  public static func readIfPresent(_ path: String, limit: Int) throws(Failure) -> [UInt8]? {
    do { return try read(path, limit: limit) } catch {
      if error.isMissing { return nil }
      throw error
    }
  }

  /// As UTF-8, which it must be (`not_text`).
  public static func text(_ path: String, limit: Int) throws(Failure) -> String {
    let bytes = try read(path, limit: limit)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Failure(.notText, "cannot read \(path): not UTF-8")
    }
    return text
  }

  /// Replaces the file as one step that survives a power cut: a reader, or the next boot, sees the
  /// old content or the new one. Nothing is left behind when it fails.
  public static func writeAtomically(
    _ bytes: [UInt8], to path: String, mode: UInt32 = 0o644, group: UInt32? = nil
  ) throws(Failure) {
    let temporary = temporaryName(for: path)
    do throws(Failure) {
      try create(temporary, bytes, mode: mode, group: group)
      try Folder.rename(temporary, to: path)
    } catch {
      unlink(temporary)
      throw Failure(
        error.kind, "cannot write \(path): \(error.reason)", hint: error.hint, exit: error.exit)
    }
    try Folder.sync(Folder.parent(of: path))
  }

  /// A new file with its content on the disk; its name isn't durable before its folder is synced.
  ///
  /// - Parameter group: its group; nil for that of the process.
  public static func create(
    _ path: String, _ bytes: [UInt8], mode: UInt32, group: UInt32? = nil
  ) throws(Failure) {
    let file = try Descriptor.open(path, .create(mode: mode))
    if let group, fchown(file.raw, .max, group) != 0 {
      throw Failure(cannot: "give \(path) to group \(group)", errno: errno)
    }
    // The mode asked for, whatever the umask says.
    try file.setMode(mode)
    try file.writeAll(bytes)
    try file.sync()
  }

  /// Beside `path`, hidden, and unlike any other of this process.
  public static func temporaryName(for path: String) -> String {
    "\(Folder.parent(of: path))/.\(Folder.name(of: path)).\(getpid())-\(Clock.monotonicNanoseconds())"
  }

  /// Whether the file was there.
  @discardableResult
  public static func remove(_ path: String) throws(Failure) -> Bool {
    if unlink(path) == 0 { return true }
    if errno == ENOENT { return false }
    throw Failure(cannot: "remove \(path)", errno: errno)
  }

  /// Nil when nothing is there. A link is looked at itself unless `following`.
  public static func status(
    _ path: String, following: Bool = false
  ) throws(Failure) -> FileStatus? {
    var status = stat()
    if (following ? stat(path, &status) : lstat(path, &status)) == 0 { return FileStatus(status) }
    if errno == ENOENT || errno == ENOTDIR { return nil }
    throw Failure(cannot: "inspect \(path)", errno: errno)
  }

  /// The target of a link, not resolved.
  public static func readLink(_ path: String) throws(Failure) -> String {
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = buffer.withUnsafeMutableBytes { bytes in
      bytes.withMemoryRebound(to: CChar.self) { readlink(path, $0.baseAddress!, $0.count) }
    }
    guard count >= 0 else { throw Failure(cannot: "read the link \(path)", errno: errno) }
    return String(decoding: buffer[..<count], as: UTF8.self)
  }
}
