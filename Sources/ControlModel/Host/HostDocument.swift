public import Basics

/// The document that `adnet-agent host status`, `plan` and `apply` show.
public struct HostDocument: Document {
  public static let schemaName = "adnet.host/1"

  /// A part of the host and how it stands.
  public struct Part: Codable, Hashable, Sendable {
    public enum State: String, Codable, Sendable {
      /// The part is as wanted.
      case ok
      /// Something is to be done, and can be.
      case drifted
      /// The part isn't as wanted, and an operator has to help.
      case blocked
      case notOurs = "not_ours"
    }
    /// `swap`, `swappiness`, `oom`.
    public var name: String
    public var state: State
    /// The state that was found, one line.
    public var found: String
    /// The state that agent.toml wants; nil where it isn't ours.
    public var wanted: String?

    public init(name: String, state: State, found: String, wanted: String? = nil) {
      self.name = name
      self.state = state
      self.found = found
      self.wanted = wanted
    }
  }

  /// An apply that runs, or the last one since boot.
  public struct Work: Codable, Hashable, Sendable {
    public var isRunning: Bool
    public var startedAt: Timestamp
    public var endedAt: Timestamp?
    public var done: [String]
    public var doing: String?
    /// The size of a swap file that is being made, in bytes.
    public var bytes: Int?
    public var doneBytes: Int?
    /// Bytes a second.
    public var rate: Int?
    public var failure: Failure?

    public init(
      isRunning: Bool, startedAt: Timestamp, endedAt: Timestamp? = nil, done: [String],
      doing: String? = nil, bytes: Int? = nil, doneBytes: Int? = nil, rate: Int? = nil,
      failure: Failure? = nil
    ) {
      self.isRunning = isRunning
      self.startedAt = startedAt
      self.endedAt = endedAt
      self.done = done
      self.doing = doing
      self.bytes = bytes
      self.doneBytes = doneBytes
      self.rate = rate
      self.failure = failure
    }
  }

  public private(set) var schema = Self.schemaName
  /// `on` or `report`, from agent.toml.
  public var enforce: String
  /// Whether there was an apply on this host: only then is drift corrected.
  public var isApplied: Bool
  public var parts: [Part]
  /// The steps of an apply, in their order.
  public var steps: [String]
  public var notes: [String]
  public var problems: [Problem]
  public var work: Work?

  public init(
    enforce: String, isApplied: Bool, parts: [Part], steps: [String], notes: [String],
    problems: [Problem], work: Work? = nil
  ) {
    self.enforce = enforce
    self.isApplied = isApplied
    self.parts = parts
    self.steps = steps
    self.notes = notes
    self.problems = problems
    self.work = work
  }
}
