public import Basics

/// A chain's health in a line of `status`.
public struct HealthSummary: Codable, Hashable, Sendable {
  public var state: HealthState
  public var reason: String
  public var since: Timestamp?

  public init(state: HealthState, reason: String, since: Timestamp? = nil) {
    self.state = state
    self.reason = reason
    self.since = since
  }
}
