public import Basics

/// One installed release.
public struct ReleaseStatus: Codable, Hashable, Sendable {
  public var release: ReleaseID
  public var sha256: String
  public var bytes: Int64
  public var addedAt: Timestamp?
  /// The chains that run it.
  public var current: [ChainName]
  /// The chains that are stopped and would be started with it; left out where there are none.
  public var stopped: [ChainName]?
  /// The chains that would go back to it.
  public var previous: [ChainName]

  public init(
    release: ReleaseID, sha256: String, bytes: Int64, addedAt: Timestamp? = nil,
    current: [ChainName] = [], stopped: [ChainName] = [], previous: [ChainName] = []
  ) {
    self.release = release
    self.sha256 = sha256
    self.bytes = bytes
    self.addedAt = addedAt
    self.current = current
    self.stopped = stopped.isEmpty ? nil : stopped
    self.previous = previous
  }
}
