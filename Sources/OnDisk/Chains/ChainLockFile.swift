public import Basics
public import LinuxSystem

/// The lock a chain's node holds until its last process is dead. The file is made at boot and
/// belongs to root.
public struct ChainLockFile: Sendable {
  private let chain: ChainName
  private let path: String

  public init(_ paths: Paths, _ chain: ChainName) {
    self.chain = chain
    path = paths.chainLock(chain)
  }

  /// Looks by taking it shared for a moment, which a supervisor that starts right then waits out.
  public func look() throws(Failure) -> ChainLock {
    try take(.shared) == nil ? .held : .free
  }

  /// As `look`, with `unknown` for a failure, which proves nothing.
  public func state() -> ChainLock { (try? look()) ?? .unknown }

  /// For the one who moves the chain's link. Waits a moment for those who only look.
  public func take(waitMilliseconds: Int64 = 500) throws(Failure) -> FileLock {
    let deadline = Deadline(milliseconds: waitMilliseconds)
    while true {
      if let lock = try take(.exclusive) { return lock }
      guard !deadline.isOver else {
        throw Failure(
          .chainLocked, "cannot lock chain \(chain): a process of its node is alive",
          hint: "show the process: fuser -v \(path)")
      }
      Clock.sleep(milliseconds: 10)
    }
  }

  private func take(_ mode: FileLock.Mode) throws(Failure) -> FileLock? {
    do throws(Failure) { return try FileLock.take(path, mode) } catch  where error.isMissing {
      throw Failure(
        .chainLockMissing, "cannot lock chain \(chain): \(path) does not exist",
        hint: "run: systemd-tmpfiles --create")
    }
  }
}
