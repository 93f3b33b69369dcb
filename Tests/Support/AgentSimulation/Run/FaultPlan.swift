/// Which faults strike at which of the agent's operations: each save, each effect.
public struct FaultPlan: Sendable {
  public enum Moment: Hashable, Sendable, CaseIterable { case before, after }

  public enum Fault: Hashable, Sendable, CaseIterable {
    case agentIsKilled
    case powerIsCut
    /// The operation isn't carried out, or it is and its caller is told otherwise.
    case operationFails
    /// From now on nothing that needs the door succeeds, for a while.
    case doorIsShut
    /// `config apply` with another command: not a fault, and never to change what is under way.
    case configurationIsApplied

    public static let usual: [Fault] = [.agentIsKilled, .powerIsCut, .operationFails, .doorIsShut]
  }

  private let planned: [Int: (moment: Moment, fault: Fault)]
  private var random: (dice: Dice, oneIn: Int, left: Int)?

  public static let none = FaultPlan(planned: [:], random: nil)

  public static func one(_ fault: Fault, _ moment: Moment, operation: Int) -> FaultPlan {
    FaultPlan(planned: [operation: (moment, fault)], random: nil)
  }

  /// At most `most` of them, so that a run can end.
  public static func random(_ dice: Dice, oneIn: Int, most: Int) -> FaultPlan {
    FaultPlan(planned: [:], random: (dice, oneIn, most))
  }

  mutating func strike(_ moment: Moment, operation: Int) -> Fault? {
    if let entry = planned[operation], entry.moment == moment { return entry.fault }
    guard var random, random.left > 0 else { return nil }
    defer { self.random = random }
    guard random.dice.isOne(in: random.oneIn * 2) else { return nil }
    random.left -= 1
    return Fault.usual.randomElement(using: &random.dice)
  }
}
