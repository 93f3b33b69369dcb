public import AgentCore
public import Basics

public struct MigrationStepStatus: Codable, Hashable, Sendable {
  /// The result for one chain of the step.
  public struct Chain: Codable, Hashable, Sendable {
    public var chain: ChainName
    public var release: ReleaseID
    /// The last attempt's; nil before the first.
    public var operation: String?
    /// The time without its node in milliseconds: from the order to stop until the next one answered.
    public var gapMs: Int?
    /// The time in milliseconds from the first client that was kept from the node until they were sent to the next.
    public var divertedMs: Int?
    /// Requests of clients that failed at the relay, or were answered 503 by it, and connections that
    /// were cut with the node; nil while that isn't known.
    public var failedRequests: Int?
    /// Requests that peers answered meanwhile.
    public var answeredByPeers: Int?

    public init(
      chain: ChainName, release: ReleaseID, operation: String? = nil, gapMs: Int? = nil,
      divertedMs: Int? = nil, failedRequests: Int? = nil, answeredByPeers: Int? = nil
    ) {
      self.chain = chain
      self.release = release
      self.operation = operation
      self.gapMs = gapMs
      self.divertedMs = divertedMs
      self.failedRequests = failedRequests
      self.answeredByPeers = answeredByPeers
    }
  }

  public var topology: Topology
  public var state: MigrationStep.State
  public var chains: [Chain]
  public var startedAt: Timestamp?
  /// The duration in milliseconds, once it has ended.
  public var ms: Int?

  public init(
    topology: Topology, state: MigrationStep.State, chains: [Chain], startedAt: Timestamp? = nil,
    ms: Int? = nil
  ) {
    self.topology = topology
    self.state = state
    self.chains = chains
    self.startedAt = startedAt
    self.ms = ms
  }
}
