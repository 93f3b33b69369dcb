import AgentCore
import ArgumentParser
import Basics
import ControlModel

struct MigrateResume: MigrationOrder {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Go on with a migration that is paused or asks.",
    discussion: "The rest of the way is planned anew, from where the chains are now.")

  @OptionGroup var halt: HaltOption
  @OptionGroup var order: MigrationOrderOptions
  @OptionGroup var format: Format
  @OptionGroup var place: Place

  var request: MigrationRequest { .resume(acceptHalt: halt.acceptHalt) }
  /// What is paused may be a way back.
  func goal(of migration: MigrationDocument) -> Migration.State {
    migration.goesBack ? .rolledBack : .done
  }
}

struct MigrateAbort: MigrationOrder {
  static let configuration = CommandConfiguration(
    commandName: "abort", abstract: "End a migration where it stands.",
    discussion: """
      A step under way turns back to what served before it. "rollback" may still lead back to the \
      beginning.
      """)

  @OptionGroup var order: MigrationOrderOptions
  @OptionGroup var format: Format
  @OptionGroup var place: Place

  var request: MigrationRequest { .abort }
  func goal(of migration: MigrationDocument) -> Migration.State { .aborted }
}

struct MigrateRollback: MigrationOrder {
  static let configuration = CommandConfiguration(
    commandName: "rollback", abstract: "Go back to where a migration began.",
    discussion: "A step under way turns back first. Possible until the migration is finished.")

  @OptionGroup var halt: HaltOption
  @OptionGroup var order: MigrationOrderOptions
  @OptionGroup var format: Format
  @OptionGroup var place: Place

  var request: MigrationRequest { .rollback(acceptHalt: halt.acceptHalt) }
  func goal(of migration: MigrationDocument) -> Migration.State { .rolledBack }
}
