public import Basics

/// A step of a migration: some chains get another unit or release, in one operation each.
public struct MigrationStep: Hashable, Codable, Sendable {
  public enum State: String, Codable, Sendable, CaseIterable {
    case pending
    /// The operator's hook runs before it.
    case preparing
    case running
    /// The operations of the step are done, and the hook runs after it.
    case concluding
    case done, failed

    /// Whether it is still to be done, or is being done.
    public var isOpen: Bool { self != .done && self != .failed }
  }

  public let topology: Topology
  /// One, or all that are joined into one process or parted from it at once.
  public let releases: [ChainName: ReleaseID]
  public var state = State.pending
  /// The attempts that were begun.
  public var attempts = 0
  public var startedUnixMs: Int?
  public var endedUnixMs: Int?

  public init(_ topology: Topology, _ releases: [ChainName: ReleaseID]) {
    self.topology = topology
    self.releases = releases
  }

  public var chains: [ChainName] { releases.keys.sorted() }
}
