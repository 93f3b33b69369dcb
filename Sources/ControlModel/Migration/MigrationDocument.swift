public import AgentCore
public import Basics

/// A migration, under way or ended.
public struct MigrationDocument: Document {
  public static let schemaName = "adnet.migration/1"

  public private(set) var schema = Self.schemaName
  public var id: String
  public var goal: Topology
  public var state: Migration.State
  /// True from the order to go back on.
  public var goesBack: Bool
  /// The steps that have ended and those to come.
  public var steps: [MigrationStepStatus]
  /// The reason why nothing is begun now; left out while an operation is under way.
  public var waitingFor: String?
  /// The failure of the last step that failed.
  public var failure: Failure?
  public var startedAt: Timestamp
  public var endedAt: Timestamp?
  /// The owner of each chain at its beginning, which `rollback` leads back to.
  public var origin: [ChainName: ReleaseID]
  /// The ledgers that another program has got, by chain.
  public var ledgers: [ChainName: LedgerStatus]

  public init(
    id: String, goal: Topology, state: Migration.State, goesBack: Bool,
    steps: [MigrationStepStatus], waitingFor: String? = nil, failure: Failure? = nil,
    startedAt: Timestamp, endedAt: Timestamp? = nil, origin: [ChainName: ReleaseID],
    ledgers: [ChainName: LedgerStatus] = [:]
  ) {
    self.id = id
    self.goal = goal
    self.state = state
    self.goesBack = goesBack
    self.steps = steps
    self.waitingFor = waitingFor
    self.failure = failure
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.origin = origin
    self.ledgers = ledgers
  }
}
