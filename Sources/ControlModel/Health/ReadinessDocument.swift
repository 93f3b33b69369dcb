public import Basics

/// The answer to `/healthz` and `/readyz`: with 200 when it is, else with 503.
public struct ReadinessDocument: Document {
  public static let schemaName = "adnet.readiness/1"

  public private(set) var schema = Self.schemaName
  public var isReady: Bool
  /// The chain that was asked about, or the first that isn't ready.
  public var chain: ChainName?
  public var state: HealthState?
  public var reason: String

  public init(
    isReady: Bool, chain: ChainName? = nil, state: HealthState? = nil, reason: String
  ) {
    self.isReady = isReady
    self.chain = chain
    self.state = state
    self.reason = reason
  }
}
