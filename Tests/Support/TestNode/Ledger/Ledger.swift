import Glibc

/// The folder of a chain: one process at a time, a height that survives, and the proposal cache.
final class Ledger {
  let folder: String
  /// Beside the ledger, in it, or in the node data folder.
  let cache: ProposalCache
  private(set) var height: Int
  private let heightFile: CInt
  private var blocks: CInt = -1
  private var block: [UInt8] = []
  private var runningMark: String { folder + "/running" }

  init(
    _ folder: String, cachePath: String, firstHeight: Int, format: String
  ) throws(Refusal) {
    self.folder = folder
    cache = ProposalCache(path: cachePath)
    try Ledger.makeFolders(folder)
    try Ledger.makeFolders(
      String(cachePath[..<(cachePath.lastIndex(of: "/") ?? cachePath.startIndex)]))
    try Ledger.lock(folder + "/LOCK")
    try LedgerFormat.check(folder, format)
    heightFile = open(folder + "/height", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard heightFile >= 0 else {
      throw Refusal("failed to open the ledger in \(folder): \(String(cString: strerror(errno)))")
    }
    height =
      TextFile.read(folder + "/height").flatMap { Int($0.prefix { $0.isNumber }) } ?? firstHeight
  }

  func advance(to height: Int) {
    self.height = height
    let text = String(height) + "\n"
    _ = text.utf8CString.withUnsafeBytes { pwrite(heightFile, $0.baseAddress, $0.count - 1, 0) }
  }

  /// Appends a block to the log and waits for the disk, as a database does. How long it took, in
  /// microseconds.
  func commit(bytes: Int) -> Int64 {
    if blocks < 0 {
      blocks = open(folder + "/blocks", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
      block = [UInt8](repeating: 7, count: bytes)
    }
    let begun = Clock.now()
    guard write(blocks, block, block.count) == block.count, fdatasync(blocks) == 0 else {
      Crash.panic("failed to write a block: \(String(cString: strerror(errno)))")
    }
    return (Clock.now() - begun) / 1_000
  }

  /// What is wrong with the proposal cache that the last process left, if anything.
  func complaint() -> String? {
    if access(runningMark, F_OK) == 0 {
      return "the last shutdown was unclean: the proposal cache is lost or older than the ledger"
    }
    guard let cached = cache.height else {
      return height > 0 ? "no proposal cache was found beside a ledger at height \(height)" : nil
    }
    return cached > height
      ? "the ledger at height \(height) is older than the proposal cache at \(cached)" : nil
  }

  /// A ledger restored from a backup beside a newer cache: the node would sign twice, so it stalls.
  var isOlderThanItsCache: Bool { (cache.height ?? 0) > height }

  /// From here on only a graceful stop leaves a usable cache.
  func begin() { close(open(runningMark, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)) }

  func endGracefully(padding: Int) throws(Refusal) {
    fsync(heightFile)
    try cache.store(height: height, padding: padding)
    unlink(runningMark)
  }

  private static func makeFolders(_ path: String) throws(Refusal) {
    var folder = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      folder += "/" + part
      guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
        throw Refusal("failed to create \(folder): \(String(cString: strerror(errno)))")
      }
    }
  }

  /// As RocksDB does: a record lock, gone with the process. Never closed: that would unlock it.
  private static func lock(_ path: String) throws(Refusal) {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    var lock = Glibc.flock()
    lock.l_type = Int16(F_WRLCK)
    lock.l_whence = Int16(SEEK_SET)
    guard descriptor >= 0, fcntl(descriptor, F_SETLK, &lock) == 0 else {
      let why = String(cString: strerror(errno))
      throw Refusal("IO error: While lock file: \(path): \(why)", exit: 101)
    }
  }
}
