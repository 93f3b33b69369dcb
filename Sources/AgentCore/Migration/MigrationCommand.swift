public import Basics

/// An operator's command for a migration.
public enum MigrationCommand: Hashable, Sendable {
  case start(Start)
  /// A pause: nothing more is begun, and what is under way comes to its end.
  case pause
  case resume
  /// The end of a migration: what is under way turns back, and nothing more is begun.
  case abort
  /// The way back: as `abort`, and then back to where it came from. After its end, too, until it is
  /// finished.
  case rollback
  /// The commitment: what it came from is no longer kept.
  case finish

  public struct Start: Hashable, Sendable {
    /// The new migration's.
    public let id: String
    public let goal: Topology
    /// Of the unified program: a version, a release's folder or its whole name. Nil for the one that
    /// the chains run already, or for what each chain ran before the unified one.
    public let release: String?
    public let ifFails: Migration.IfFails
    /// The person who accepts that chains halt; nil when nobody does.
    public let acceptsHalt: String?
    /// The person who accepts that ledgers are converted; nil when nobody does.
    public let acceptsConversion: String?

    public init(
      id: String, goal: Topology, release: String? = nil, ifFails: Migration.IfFails = .stay,
      acceptsHalt: String? = nil, acceptsConversion: String? = nil
    ) {
      self.id = id
      self.goal = goal
      self.release = release
      self.ifFails = ifFails
      self.acceptsHalt = acceptsHalt
      self.acceptsConversion = acceptsConversion
    }
  }

  /// Reads after "cannot"; "migrate" follows.
  var verb: String {
    switch self {
    case .start: "begin"
    case .pause: "pause"
    case .resume: "resume"
    case .abort: "abort"
    case .rollback: "roll back"
    case .finish: "finish"
    }
  }
}
