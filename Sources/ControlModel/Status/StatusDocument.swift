public import Basics

/// The document that `adnet-agent status` shows.
public struct StatusDocument: Document {
  public static let schemaName = "adnet.status/1"

  public private(set) var schema = Self.schemaName
  public var agent: AgentStatus
  /// The host's name.
  public var host: String
  /// The time at which this was put together.
  public var observedAt: Timestamp
  /// The chains, by name.
  public var chains: [ChainStatus]
  /// Memory, disks and clock; nil when nobody looked.
  public var vitals: VitalsStatus?
  /// The worst first.
  public var problems: [Problem]
  /// The commands to run next where no chain has run yet, in this order.
  public var next: [String]?

  public init(
    agent: AgentStatus, host: String, observedAt: Timestamp, chains: [ChainStatus],
    problems: [Problem], vitals: VitalsStatus? = nil, next: [String] = []
  ) {
    self.agent = agent
    self.host = host
    self.observedAt = observedAt
    self.chains = chains
    self.problems = problems
    self.vitals = vitals
    self.next = next.isEmpty ? nil : next
  }
}
