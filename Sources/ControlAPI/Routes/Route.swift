/// One line of the API's table: what may be called, by whom, and within which limits.
public struct Route: Hashable, Sendable {
  public enum Method: String, Sendable {
    case get = "GET"
    case put = "PUT"
    case post = "POST"
    case delete = "DELETE"
  }
  /// Everyone on the host reads; root and the group `adnet` act. What is open is answered on the
  /// optional port of loopback, too.
  public enum Access: String, Sendable { case open, read, act }

  public enum Body: Hashable, Sendable {
    case none
    /// A JSON object of strings with exactly these fields.
    case fields([String])
    /// Streamed to a file.
    case file

    public var limit: Int {
      switch self {
      case .none, .fields: 64 * 1024
      case .file: 1024 * 1024 * 1024
      }
    }
  }

  public enum Action: Hashable, Sendable {
    case status, version, releases, addRelease, removeRelease, operations, operation
    case enable, disable, start, stop, restart, swap, rollback, drain, undrain
    case applyConfiguration
    case host, applyHost
    case health, alive, readiness
    case why, committee
    case migration, migrate, pause, resume, abort, migrateBack, finish
  }

  public let method: Method
  public let path: PathPattern
  public let access: Access
  public let action: Action
  public let body: Body
  /// The names that may stand in the query; any other is refused, so that a mistyped `dry_run`
  /// doesn't become the real thing.
  public let query: [String]
  /// From the head of the request to its answer. On a host that is short of everything the agent
  /// may wait for the door for 25 s before it answers anyone.
  public let seconds: Int64
  /// The schemas of the answer, when all goes well.
  public let answers: [String]

  init(
    _ method: Method, _ path: PathPattern, _ access: Access, _ action: Action, body: Body = .none,
    query: [String] = [], seconds: Int64 = 30, answers: String...
  ) {
    self.method = method
    self.path = path
    self.access = access
    self.action = action
    self.body = body
    self.query = query
    self.seconds = seconds
    self.answers = answers
  }
}
