public import Basics

/// The files of a ledger as a release left them.
public struct LedgerBackup: Hashable, Codable, Sendable {
  public let release: ReleaseID
  public let atUnixMs: Int
  /// The last that was read before; nil when nobody read one.
  public let height: UInt64?
  /// The migration was finished: it is to be removed.
  public var isOver = false

  public init(of release: ReleaseID, atUnixMs: Int, height: UInt64?) {
    self.release = release
    self.atUnixMs = atUnixMs
    self.height = height
  }
}
