public import AgentCore
public import Basics

/// All that speaks for or against taking a chain's node away now.
public struct WhyDocument: Document {
  public static let schemaName = "adnet.why/1"

  public private(set) var schema = Self.schemaName
  public var observedAt: Timestamp
  public var chain: ChainName
  /// Nothing is in the way.
  public var isSafe: Bool
  public var gates: [Gate]

  public init(observedAt: Timestamp, chain: ChainName, gates: [Gate]) {
    self.observedAt = observedAt
    self.chain = chain
    self.gates = gates
    isSafe = gates.blocked.isEmpty
  }
}
