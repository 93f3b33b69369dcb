public import AgentCore

/// What an order would do, from `?dry_run=1`. Nothing was changed.
public struct PlanDocument: Document {
  public static let schemaName = "adnet.plan/1"

  public private(set) var schema = Self.schemaName
  public var kind: OperationKind
  public var chain: ChainName
  public var from: ReleaseID?
  public var to: ReleaseID?
  public var gates: [Plan.Gate]
  /// In order; none when there is nothing to do.
  public var steps: [Plan.Step]

  public init(
    kind: OperationKind, chain: ChainName, from: ReleaseID? = nil, to: ReleaseID? = nil, plan: Plan
  ) {
    self.kind = kind
    self.chain = chain
    self.from = from
    self.to = to
    gates = plan.gates
    steps = plan.steps
  }
}
