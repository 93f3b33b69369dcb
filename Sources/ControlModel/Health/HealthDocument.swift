public import AgentCore
public import Basics

/// The document that `adnet-agent health` shows.
public struct HealthDocument: Document {
  public static let schemaName = "adnet.health/1"

  public private(set) var schema = Self.schemaName
  public var observedAt: Timestamp
  /// The chains, by name.
  public var chains: [ChainHealthStatus]

  public init(observedAt: Timestamp, chains: [ChainHealthStatus]) {
    self.observedAt = observedAt
    self.chains = chains
  }
}

/// The health of one chain's node, and everything that it is judged by.
public struct ChainHealthStatus: Codable, Hashable, Sendable {
  public var chain: ChainName
  /// Whether it should run.
  public var isWanted: Bool
  public var state: HealthState
  /// One sentence, for people.
  public var reason: String
  public var hint: String?
  public var since: Timestamp?
  /// Startup, liveness and readiness; left out where there is nothing to say.
  public var isStarted: Bool?
  public var isLive: Bool?
  public var isReady: Bool?
  /// The answer that clients get instead of the node's, if any. Left out while they reach the node.
  public var clients: String?
  /// Critical problems that `status` shows of it, whatever its node is like.
  public var problems: [Problem]?
  /// The agent's reaction, or the reason why there is none.
  public var action: String?
  /// The verdict of the configured peers together; `networkReason` has it in words.
  public var network: HealthVerdict.Network
  public var networkReason: String
  public var checks: [CheckStatus]

  public init(
    chain: ChainName, isWanted: Bool, state: HealthState, reason: String, hint: String? = nil,
    since: Timestamp? = nil, action: String? = nil, network: HealthVerdict.Network = .unknown,
    networkReason: String = "", readiness: Readiness? = nil, clients: String? = nil,
    problems: [Problem] = [],
    checks: [CheckStatus] = []
  ) {
    self.chain = chain
    self.isWanted = isWanted
    self.state = state
    self.reason = reason
    self.hint = hint
    self.since = since
    isStarted = state.isStarted
    isLive = state.isLive
    isReady = readiness.map(\.isReady) ?? state.isReady
    self.clients = clients
    self.problems = problems.isEmpty ? nil : problems
    self.action = action
    self.network = network
    self.networkReason = networkReason
    self.checks = checks
  }

  /// Whether there is nothing for an operator to do: healthy, served and without a critical problem, or not wanted.
  public var isWell: Bool { serves || (!isWanted && state == .stopped) }

  /// Healthy, its clients are answered, and nothing about it is critical.
  public var serves: Bool { state == .healthy && isReady == true && problems == nil }
}
