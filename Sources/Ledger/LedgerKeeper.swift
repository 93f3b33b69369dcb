import Basics
import Glibc
import LinuxSystem

/// Makes a backup within moments, whatever the ledger's size: the file system shares the blocks, or
/// files that never change once they are written get a second name. Only the rest is copied.
struct LedgerKeeper {
  /// The files that RocksDB writes once: tables and blobs.
  static let immutable = ["*.sst", "*.blob"]

  let tree: LedgerFiles
  /// The number of bytes that may be copied: a node is away for as long as that takes.
  let copyLimit: Int64

  struct Result {
    var files: [LedgerFile] = []
    var shared = 0
    var linked = 0
    var copied = 0
    var copiedBytes: Int64 = 0
  }

  /// Into a new folder, durable when it returns.
  func keep(in folder: String) throws(Failure) -> Result {
    let files = try tree.files()
    try Folder.make(folder, mode: 0o700)
    let shares = try canShare(files, beside: folder)
    if !shares { try checkCopies(files) }
    var result = Result()
    for var file in files {
      let (from, to) = ("\(tree.root)/\(file.path)", "\(folder)/\(file.path)")
      if file.kept == .folder {
        try Folder.make(to, mode: 0o700)
      } else if !shares, Self.isImmutable(file.path) {
        guard link(from, to) == 0 else { throw Failure(cannot: "link \(from)", errno: errno) }
        file.kept = .linked
        result.linked += 1
      } else if try Self.copy(from, to: to, mode: file.mode, sharing: shares) {
        file.kept = .shared
        result.shared += 1
      } else {
        result.copied += 1
        result.copiedBytes += file.size
      }
      result.files.append(file)
    }
    for file in files.reversed() where file.kept == .folder {
      try Folder.sync("\(folder)/\(file.path)")
    }
    try Folder.sync(folder)
    return result
  }

  /// Whether it would work now, without leaving anything behind.
  func survey(beside probe: String) throws(Failure) -> Result {
    var result = Result()
    result.files = try tree.files()
    if try canShare(result.files, beside: probe) {
      result.shared = result.files.count { $0.kept != .folder }
    } else {
      try checkCopies(result.files)
      let copies = result.files.filter { $0.kept != .folder && !Self.isImmutable($0.path) }
      result.copied = copies.count
      result.copiedBytes = copies.reduce(0) { $0 + $1.size }
      let links = result.files.filter { $0.kept != .folder && Self.isImmutable($0.path) }
      result.linked = links.count
      if let first = links.first { try tryLink("\(tree.root)/\(first.path)", beside: probe) }
    }
    return result
  }

  /// Whether the copy shares the blocks of the first.
  static func copy(
    _ from: String, to: String, mode: UInt32, sharing: Bool
  ) throws(Failure) -> Bool {
    let source = try Descriptor.open(from, .readNoFollow)
    let target = try Descriptor.open(to, .create(mode: 0o600))
    let isShared = sharing ? try target.share(blocksOf: source) : false
    if !isShared { try target.copy(source) }
    try target.setMode(mode)
    try target.sync()
    return isShared
  }

  static func isImmutable(_ path: String) -> Bool {
    immutable.contains { fnmatch($0, Folder.name(of: path), 0) == 0 }
  }

  /// Tried with the smallest file that isn't empty.
  private func canShare(_ files: [LedgerFile], beside path: String) throws(Failure) -> Bool {
    guard
      let file = files.filter({ $0.kept != .folder && $0.size > 0 }).min(by: { $0.size < $1.size })
    else { return false }
    let probe = "\(path).probe"
    try File.remove(probe)
    defer { _ = try? File.remove(probe) }
    do throws(Failure) {
      let source = try Descriptor.open("\(tree.root)/\(file.path)", .readNoFollow)
      return try Descriptor.open(probe, .create(mode: 0o600)).share(blocksOf: source)
    } catch  where error.isMissing {
      // A running node has removed it.
      return false
    }
  }

  private func tryLink(_ path: String, beside place: String) throws(Failure) {
    let probe = "\(place).probe"
    try File.remove(probe)
    // A running node may have removed it.
    guard link(path, probe) == 0 || errno == ENOENT else {
      throw Failure(cannot: "link \(path)", errno: errno)
    }
    try File.remove(probe)
  }

  /// From experience with plain disks, in bytes a second; only for the words.
  private static let copySpeed: Int64 = 200 << 20

  private func checkCopies(_ files: [LedgerFile]) throws(Failure) {
    let bytes = files.filter { $0.kept != .folder && !Self.isImmutable($0.path) }
      .reduce(0) { $0 + $1.size }
    guard bytes > copyLimit else { return }
    throw Failure(
      .backupTooSlow,
      "cannot back up the ledger in time: \(Sizes.text(bytes)) have to be copied, about "
        + "\(bytes / Self.copySpeed) s, since this file system has no reflinks",
      hint: "raise ledger.copy_limit in agent.toml, or use XFS or btrfs")
  }
}
