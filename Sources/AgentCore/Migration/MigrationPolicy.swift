public import Basics

/// Decides what a migration does next. It acts through nothing but the orders that an operator could
/// give, one step after the other.
public enum MigrationPolicy {
  /// Attempts at a step before an operator is asked.
  static let mostAttempts = 2
  /// The interval between two tries, in milliseconds: what was in the way may be gone by then.
  static let retryMs = 10_000

  public struct Step: Sendable {
    /// Must be durable before anything follows from it.
    public var next: AgentState
    /// Effects in their order, up to the first that fails; wanted again on the next look if they
    /// don't show.
    public var effects: [Effect] = []
    /// The reason that nothing is begun, for people; nil while something is.
    public var waitsFor: String?
  }

  public static func step(_ state: AgentState, seeing now: MigrationObservation) -> Step {
    guard let migration = state.migration, migration.mayMove else { return Step(next: state) }
    var run = MigrationRun(migration, state, now)
    let waitsFor = run.advance()
    run.state.migration = run.migration
    return Step(next: run.state, effects: run.effects, waitsFor: waitsFor)
  }

  /// - Parameters:
  ///   - dryRun: what gates refuse is told in the plan.
  ///   - acceptsHalt: who takes it upon himself from now on that chains halt, with an order to resume or
  ///     to go back.
  public static func accept(
    _ command: MigrationCommand, state: AgentState, seeing now: MigrationObservation,
    dryRun: Bool = false, acceptsHalt: String? = nil
  ) -> Result<(state: AgentState, plan: MigrationPlan), Failure> {
    do throws(Failure) {
      let handler = MigrationCommandHandler(
        command: command, acceptsHalt: acceptsHalt, state: state, now: now)
      if case .start(let start) = command, dryRun {
        let draft = try handler.draft(start)
        return .success((state, MigrationPlan(draft, state: state, seeing: now)))
      }
      let next = try handler.decide()
      guard let migration = next.migration else { preconditionFailure("no command ends without") }
      // Whoever gives the order itself is told how far it is.
      if dryRun, next == state { throw handler.already(migration.state) }
      if command == .finish { return .success((next, MigrationPlan(finishing: migration, state))) }
      let plan = MigrationPlan(migration, state: state, seeing: now)
      if case .start = command, !dryRun, let refusal = plan.refusal { throw refusal }
      return .success((next, plan))
    } catch {
      return .failure(error)
    }
  }
}
