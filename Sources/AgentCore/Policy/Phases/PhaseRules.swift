import Basics

/// The rules of one phase of an operation, all of them. A new phase is a case of `Phase`, its rules
/// in a file of its own, and its place on a path (`Operation+Path`).
struct PhaseRules: Sendable {
  /// The step's name for people, in two or three words: what they see instead of the phase's wire word.
  let title: String
  /// The agent's action in it; fits after "cannot".
  let words: String
  /// The look at the chain, and how to go on from it.
  let act: @Sendable (inout OperationRun) -> Decision
  /// The time it may take before it is given up, in milliseconds.
  let limit: @Sendable (OperationRun) -> Int
  /// The longest time it takes when nothing is wrong, in milliseconds.
  let usual: @Sendable (OperationRun) -> Int
  /// The step's line of a plan, and what clients of the chain see meanwhile.
  let plan: @Sendable (PlanFacts) -> (text: String, clients: String)
  /// Whether it passes without effect when no clients are parked.
  let isShelter: Bool
  /// Whether no node is expected to answer in it.
  let hasNoNode: Bool
  /// The phase with which a failure leads back to the node as it was; nil once the node may be another.
  let turnsBackTo: Phase?
  /// The number of limits that a way back waits in it.
  let patience: Int
  /// The decision when its time is over, or its effects fail too often; nil to wait on.
  let giveUp: @Sendable (inout OperationRun, Failure) -> Decision?

  init(
    title: String, words: String, act: @escaping @Sendable (inout OperationRun) -> Decision,
    limit: @escaping @Sendable (OperationRun) -> Int,
    usual: @escaping @Sendable (OperationRun) -> Int = { _ in 10_000 },
    plan: @escaping @Sendable (PlanFacts) -> (text: String, clients: String),
    isShelter: Bool = false, hasNoNode: Bool = false, turnsBackTo: Phase? = nil, patience: Int = 10,
    giveUp: @escaping @Sendable (inout OperationRun, Failure) -> Decision? = {
      $0.giveUpOrdinarily($1)
    }
  ) {
    self.title = title
    self.words = words
    self.act = act
    self.limit = limit
    self.usual = usual
    self.plan = plan
    self.isShelter = isShelter
    self.hasNoNode = hasNoNode
    self.turnsBackTo = turnsBackTo
    self.patience = patience
    self.giveUp = giveUp
  }
}
