public import AgentCore
public import Basics

/// One chain on this host: who owns it, and what its node does. What isn't known is left out.
public struct ChainStatus: Codable, Hashable, Sendable {
  public var chain: ChainName
  public var enabled: Bool
  /// Left out when the daemon isn't there to say.
  public var desired: ChainState.Desired?
  /// The unit that owns the chain, such as `alphaos.service`.
  public var unit: String?
  public var unitState: UnitStatus?
  public var release: ReleaseID?
  public var generation: Int?
  public var supervisor: SupervisorStatus?
  public var nodePID: Int32?
  /// The time at which the node's process was started.
  public var upSince: Timestamp?
  public var ports: [PortStatus]
  public var handoff: HandoffStatus?
  public var health: HealthSummary?
  public var height: HeightStatus?
  /// The memory of the unit's cgroup, in bytes.
  public var memoryBytes: Int64?
  public var lastExit: ExitStatus?
  /// The current operation, or the last one.
  public var operation: OperationSummary?
  /// Since an operator's order, until the next.
  public var drained: DrainedStatus?
  /// The report of the chain's relay, while one is up.
  public var relay: RelayReport?
  /// Units that would serve this chain too but don't own it.
  public var declined: [DeclinedUnit]
  /// The unit or process that its node was taken over from, as long as that may be undone.
  public var importedFrom: String?

  public init(
    chain: ChainName, enabled: Bool, desired: ChainState.Desired?, unit: String? = nil,
    unitState: UnitStatus? = nil, release: ReleaseID? = nil, generation: Int? = nil,
    supervisor: SupervisorStatus? = nil, nodePID: Int32? = nil, upSince: Timestamp? = nil,
    ports: [PortStatus] = [], handoff: HandoffStatus? = nil, health: HealthSummary? = nil,
    height: HeightStatus? = nil,
    memoryBytes: Int64? = nil, lastExit: ExitStatus? = nil, operation: OperationSummary? = nil,
    drained: DrainedStatus? = nil, relay: RelayReport? = nil, declined: [DeclinedUnit] = []
  ) {
    self.chain = chain
    self.enabled = enabled
    self.desired = desired
    self.unit = unit
    self.unitState = unitState
    self.release = release
    self.generation = generation
    self.supervisor = supervisor
    self.nodePID = nodePID
    self.upSince = upSince
    self.ports = ports
    self.handoff = handoff
    self.health = health
    self.height = height
    self.memoryBytes = memoryBytes
    self.lastExit = lastExit
    self.operation = operation
    self.drained = drained
    self.relay = relay
    self.declined = declined
  }
}
