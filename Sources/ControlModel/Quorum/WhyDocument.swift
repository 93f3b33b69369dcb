public import AgentCore
public import Basics

/// The gates for and against stopping a chain's node now.
public struct WhyDocument: Document {
  public static let schemaName = "adnet.why/1"

  public private(set) var schema = Self.schemaName
  public var observedAt: Timestamp
  public var chain: ChainName
  /// Whether nothing is in the way.
  public var isSafe: Bool
  public var gates: [Gate]

  public init(observedAt: Timestamp, chain: ChainName, gates: [Gate]) {
    self.observedAt = observedAt
    self.chain = chain
    self.gates = gates
    isSafe = gates.blocked.isEmpty
  }
}
