import Basics
import ControlModel

/// One line of the API's table: what may be called, by whom, and within which limits.
public struct Route: Sendable {
  public enum Method: String, Sendable {
    case get = "GET"
    case put = "PUT"
    case post = "POST"
    case delete = "DELETE"
  }
  /// The callers that may: everyone on the host reads; root and the group `adnet` act. What is open is answered on the
  /// optional port of loopback, too.
  public enum Access: String, Sendable { case open, read, act }

  public enum Body: Hashable, Sendable {
    case none
    /// A JSON object with these keys, each of which may be left out; no body is an empty one.
    case terms([String])
    /// Streamed to a file.
    case file

    public var limit: Int {
      switch self {
      case .none, .terms: 64 * 1024
      case .file: 1024 * 1024 * 1024
      }
    }
  }

  typealias Read = @Sendable (RequestReader) throws(Failure) -> ControlRequest

  public let method: Method
  public let path: PathPattern
  public let access: Access
  public let body: Body
  /// The names that may stand in the query; any other is refused, so that a mistyped `dry_run`
  /// doesn't become the real thing.
  public let query: [String]
  /// The time limit from the head of the request to its answer, in seconds. On a host that is short of everything the agent
  /// may wait for the door for 25 s before it answers anyone.
  public let seconds: Int64
  /// The schemas of the answer, when all goes well.
  public let answers: [String]
  /// The daemon's request that it stands for.
  let read: Read

  init(
    _ method: Method, _ path: PathPattern, _ access: Access, body: Body = .none,
    query: [String] = [], seconds: Int64 = 30, answers: [String],
    _ read: @escaping Read
  ) {
    self.method = method
    self.path = path
    self.access = access
    self.body = body
    self.query = query
    self.seconds = seconds
    self.answers = answers
    self.read = read
  }
}
