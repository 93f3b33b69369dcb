import ArgumentParser

struct MigrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract: "Move the host between two programs and the unified one, a chain at a time.",
    discussion: """
      separate: alphaos and deltaos. split: adnet, a process for each chain. unified: adnet, one \
      process for all. Clients wait or are answered by peers meanwhile. Whatever fails leads back to \
      what served before.
      """,
    subcommands: [
      MigratePlan.self, MigrateStart.self, MigrateStatus.self, MigratePause.self,
      MigrateResume.self, MigrateAbort.self, MigrateRollback.self, MigrateFinish.self,
    ])
}
