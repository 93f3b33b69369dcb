public import AgentCore
public import Basics

/// An operation in one line.
public struct OperationSummary: Codable, Hashable, Sendable {
  public var id: String
  public var kind: OperationKind
  public var from: ReleaseID?
  public var to: ReleaseID?
  /// The current step, while running; the one that failed, when it failed.
  public var step: String?
  /// The step's name for people; not in the document.
  public var stepTitle: String? { step.map { Phase(rawValue: $0)?.title ?? $0 } }
  public var outcome: OperationOutcome
  public var failure: Failure?
  public var startedAt: Timestamp
  public var endedAt: Timestamp?

  public init(
    id: String, kind: OperationKind, from: ReleaseID? = nil, to: ReleaseID? = nil,
    step: String? = nil, outcome: OperationOutcome, failure: Failure? = nil, startedAt: Timestamp,
    endedAt: Timestamp? = nil
  ) {
    self.id = id
    self.kind = kind
    self.from = from
    self.to = to
    self.step = step
    self.outcome = outcome
    self.failure = failure
    self.startedAt = startedAt
    self.endedAt = endedAt
  }
}
