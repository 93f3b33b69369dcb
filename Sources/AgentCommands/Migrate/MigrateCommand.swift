import ArgumentParser

struct MigrateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate",
    abstract: "Move the host between separate and unified nodes, chain by chain.",
    discussion: """
      Topologies: separate: alphaos and deltaos. split: adnet, one process per chain. unified: \
      adnet, one process for all chains. During a step, clients wait or peers answer them. A \
      failed step is undone.
      """,
    subcommands: [
      MigratePlan.self, MigrateStart.self, MigrateStatus.self, MigratePause.self,
      MigrateResume.self, MigrateAbort.self, MigrateRollback.self, MigrateFinish.self,
    ])
}
