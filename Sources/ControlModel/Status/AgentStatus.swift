public struct AgentStatus: Codable, Hashable, Sendable {
  public enum State: String, Codable, Sendable {
    case starting, running, stopping
    /// Only in what the command line puts together by itself when the daemon doesn't answer.
    case down
  }

  public var version: String
  public var pid: Int32?
  public var since: Timestamp?
  public var state: State

  public init(version: String, pid: Int32?, since: Timestamp?, state: State) {
    self.version = version
    self.pid = pid
    self.since = since
    self.state = state
  }
}
