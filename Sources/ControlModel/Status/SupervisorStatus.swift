/// The last report of the supervisor of the chain's unit.
public struct SupervisorStatus: Codable, Hashable, Sendable {
  public enum State: String, Codable, Sendable {
    case declined, invalid, backoff, starting, ready, stopping, exited
    case lockWait = "lock-wait"
  }

  public var state: State
  public var reason: String?
  /// The time at which it entered the state.
  public var since: Timestamp?
  /// The time of the next start, during the backoff.
  public var until: Timestamp?

  public init(
    state: State, reason: String? = nil, since: Timestamp? = nil, until: Timestamp? = nil
  ) {
    self.state = state
    self.reason = reason
    self.since = since
    self.until = until
  }
}
