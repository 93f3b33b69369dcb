public import AgentCore
public import Basics

/// One operation on a chain, running or ended.
public struct OperationDocument: Document {
  public static let schemaName = "adnet.operation/1"

  public private(set) var schema = Self.schemaName
  public var id: String
  /// Counts up with each change of this document, so that a caller can wait for the next.
  public var seq: Int
  public var kind: OperationKind
  public var chain: ChainName
  public var from: ReleaseID?
  public var to: ReleaseID?
  /// The name of the current step; of the one that failed, when it failed.
  public var step: String?
  public var steps: [OperationStep]
  public var outcome: OperationOutcome
  public var failure: Failure?
  /// The name of whoever accepted that the chain may halt; left out when that wasn't in question.
  public var acceptedHalt: String?
  /// The name of whoever accepted a node below the chain's height; left out when nobody did.
  public var acceptedHeight: String?
  public var startedAt: Timestamp
  public var endedAt: Timestamp?
  /// The time of the order to stop the node; left out where there was none.
  public var stoppedAt: Timestamp?
  /// The time in milliseconds for which clients waited for a node.
  public var parkedMs: Int?
  /// The fate of the connections that the node had when it was drained.
  public var adoption: AdoptionReport?
  /// The fate of the requests that the relay took meanwhile.
  public var relayed: RelayCounts?
  /// The other chains that it is done to, since one process serves them all.
  public var together: [ChainName]?

  public init(
    id: String, seq: Int, kind: OperationKind, chain: ChainName, from: ReleaseID? = nil,
    to: ReleaseID? = nil, step: String? = nil, steps: [OperationStep], outcome: OperationOutcome,
    failure: Failure? = nil, acceptedHalt: String? = nil, acceptedHeight: String? = nil,
    startedAt: Timestamp,
    endedAt: Timestamp? = nil, stoppedAt: Timestamp? = nil, parkedMs: Int? = nil,
    adoption: AdoptionReport? = nil,
    relayed: RelayCounts? = nil, together: [ChainName]? = nil
  ) {
    self.id = id
    self.seq = seq
    self.kind = kind
    self.chain = chain
    self.from = from
    self.to = to
    self.step = step
    self.steps = steps
    self.outcome = outcome
    self.failure = failure
    self.acceptedHalt = acceptedHalt
    self.acceptedHeight = acceptedHeight
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.stoppedAt = stoppedAt
    self.parkedMs = parkedMs
    self.adoption = adoption
    self.relayed = relayed
    self.together = together
  }

  /// The IDs of the operations on the other chains of its process, which go in step with it.
  public var companions: [String] {
    let end = OperationGroup.operationID("", chain)
    guard let together, id.hasSuffix(end) else { return [] }
    return together.map { OperationGroup.operationID(String(id.dropLast(end.count)), $0) }
  }

  public var summary: OperationSummary {
    OperationSummary(
      id: id, kind: kind, from: from, to: to, step: step, outcome: outcome, failure: failure,
      startedAt: startedAt, endedAt: endedAt)
  }
}
