public struct AgentStatus: Codable, Hashable, Sendable {
  public enum State: String, Codable, Sendable {
    case starting, running, stopping
    /// The agent doesn't answer: only the command line itself says so.
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
