/// The verdict on a chain's node, and why.
public struct HealthVerdict: Hashable, Codable, Sendable {
  /// The state of the chain by the configured peers. A peer's silence says nothing.
  public enum Network: String, Codable, Sendable, CaseIterable {
    /// More than half of them grow; three blocks above this node, when it isn't well.
    case advancing
    /// More than half of them stand still, and none grows.
    case flat
    /// Too few were configured, answered, or agree.
    case unknown
  }

  public var state: HealthState
  /// One sentence, lowercase, no full stop.
  public var reason: String
  /// The command that helps.
  public var hint: String?
  public var network: Network
  /// The numbers of configured peers that grow, and so on: for people.
  public var networkReason: String
  /// The time when a node that loads is likely to be up, by its starts before, in milliseconds from
  /// now; nil where nobody knows.
  public var readyInMs: Int?
  /// Whether the REST answers at all; nil when that isn't known.
  public var answers: Bool?
  /// The time since when the state is what it is, by the boot's clock.
  public var sinceBoottimeMs: Int

  public init(
    _ state: HealthState, _ reason: String, hint: String? = nil, network: Network = .unknown,
    networkReason: String = "", answers: Bool? = nil, sinceBoottimeMs: Int = 0
  ) {
    self.state = state
    self.reason = reason
    self.hint = hint
    self.network = network
    self.networkReason = networkReason
    self.answers = answers
    self.sinceBoottimeMs = sinceBoottimeMs
  }
}
