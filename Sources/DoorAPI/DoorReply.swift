public import Basics

/// The door's reply: what it did, or why it didn't.
public struct DoorReply: Hashable, Codable, Sendable {
  /// A job of systemd, to be followed by its JobRemoved signal.
  public struct Job: Hashable, Codable, Sendable {
    public let unit: String
    public let id: UInt32

    public init(unit: String, id: UInt32) {
      self.unit = unit
      self.id = id
    }
  }

  public var ok: Bool
  /// Of `start` and `stop`, in the order of the units.
  public var jobs: [Job]?
  /// Of `install-release`.
  public var release: ReleaseID?
  /// False when what was asked for was so already.
  public var changed: Bool?
  /// Of `apply-configuration`: the files that were written or removed.
  public var files: [String]?
  public var failure: Failure?

  public init(
    jobs: [Job]? = nil, release: ReleaseID? = nil, changed: Bool? = nil, files: [String]? = nil
  ) {
    ok = true
    self.jobs = jobs
    self.release = release
    self.changed = changed
    self.files = files
  }

  public init(failure: Failure) {
    ok = false
    self.failure = failure
  }
}
