/// A file system that something of ours fills.
public struct Disk: Hashable, Sendable {
  public let mountPoint: String
  /// The things of ours on it: "ledger of alpha".
  public let holds: [String]
  public let totalBytes: Int
  /// The space that a service without root may still use, in bytes.
  public let freeBytes: Int
  /// 0 of 0 where there is no limit.
  public let totalFiles: Int
  public let freeFiles: Int
  /// By what it lost of late; nil when it isn't known yet, or loses nothing.
  public var fullInDays: Double?

  public init(
    mountPoint: String, holds: [String], totalBytes: Int, freeBytes: Int, totalFiles: Int,
    freeFiles: Int, fullInDays: Double? = nil
  ) {
    self.mountPoint = mountPoint
    self.holds = holds
    self.totalBytes = totalBytes
    self.freeBytes = freeBytes
    self.totalFiles = totalFiles
    self.freeFiles = freeFiles
    self.fullInDays = fullInDays
  }
}
