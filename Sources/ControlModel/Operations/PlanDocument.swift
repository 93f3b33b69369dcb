public import AgentCore
public import Basics

/// The plan of an order, from `?dry_run=1`. Nothing was changed.
public struct PlanDocument: Document {
  public static let schemaName = "adnet.plan/1"

  public private(set) var schema = Self.schemaName
  public var kind: OperationKind
  public var chain: ChainName
  public var from: ReleaseID?
  public var to: ReleaseID?
  /// The other chains that it would be done to.
  public var together: [ChainName]?
  public var gates: [Gate]
  /// The steps, in order; none when there is nothing to do.
  public var steps: [Plan.Step]
  /// The time that the node is likely to be away, from this host's own past; left out when it isn't away,
  /// or has no past.
  public var gap: GapForecast?
  /// The way back when it fails.
  public var wayBack: String

  public init(
    kind: OperationKind, chain: ChainName, from: ReleaseID? = nil, to: ReleaseID? = nil,
    together: [ChainName]? = nil, plan: Plan
  ) {
    self.kind = kind
    self.chain = chain
    self.from = from
    self.to = to
    self.together = together
    gates = plan.gates
    steps = plan.steps
    gap = plan.gap
    wayBack = plan.wayBack
  }

  /// Whether nothing is in the way.
  public var isAllowed: Bool { gates.blocked.isEmpty }
}
