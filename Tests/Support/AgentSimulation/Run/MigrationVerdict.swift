import AgentCore
import Basics

/// Whether a migration ended as an operator would have chosen.
public enum MigrationVerdict {
  /// Nothing where it is good.
  public static func flaw(
    _ run: MigrationRecord, isReleaseGood: Bool, mayBeLate: Bool
  ) -> String? {
    if let first = run.violations.first { return first }
    guard let migration = run.migration else {
      return run.refusals.isEmpty ? "there was no migration" : nil
    }
    let joined = run.units.filter { $0 == "adnet.service" }.count
    guard joined == 0 || joined == run.units.count else { return "half of it is joined" }
    switch migration.state {
    case .done:
      // A release that doesn't work must never be taken for one that does.
      guard migration.goal == .separate || isReleaseGood || isOfGood(run, migration) else {
        return "a sick release was put in place"
      }
      let wanted = migration.goal == .unified
      if (joined > 0) != wanted { return "done, and not at its goal" }
      return nil
    case .rolledBack:
      let isThere = zip(run.current, migration.origin.sorted { $0.key < $1.key }).allSatisfy {
        $0?.unit == $1.value.unit && $0?.release == $1.value.release
      }
      return isThere ? nil : "rolled back, and not where it came from"
    case .asks: return mayBeLate || !isReleaseGood ? nil : "it asks for nothing"
    case .aborted, .paused: return nil
    case .running, .aborting, .finished: return "it hasn't ended: \(migration.state)"
    }
  }

  /// A sick part that the way didn't lead to does no harm: the host itself looks at who serves.
  private static func isOfGood(_ run: MigrationRecord, _ migration: Migration) -> Bool {
    run.state.chains.values.allSatisfy { $0.lastOperation?.outcome == .done }
  }
}
