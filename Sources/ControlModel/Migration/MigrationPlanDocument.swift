public import AgentCore
public import Basics

/// The plan of a migration, from `?dry_run=1`. Nothing was changed.
public struct MigrationPlanDocument: Document {
  public static let schemaName = "adnet.migration-plan/1"

  public private(set) var schema = Self.schemaName
  public var goal: Topology
  public var gates: [ChainName: [Gate]]
  /// The obstacles besides the gates, each with the command that removes it; left out where there is none.
  public var obstacles: [Failure]?
  public var steps: [MigrationPlan.Step]
  /// The way back: what happens when a step fails, and until when everything can be undone.
  public var wayBack: String

  public init(goal: Topology, plan: MigrationPlan) {
    self.goal = goal
    gates = plan.gates
    obstacles = plan.obstacles.isEmpty ? nil : plan.obstacles
    steps = plan.steps
    wayBack = plan.wayBack
  }

  /// Whether nothing is in the way.
  public var isAllowed: Bool { obstacles == nil && gates.values.allSatisfy(\.blocked.isEmpty) }
}
