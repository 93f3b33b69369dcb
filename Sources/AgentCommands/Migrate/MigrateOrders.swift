import AgentCore
import ArgumentParser
import Basics
import ControlModel

struct MigrateResume: MigrationOrder {
  static let verb = MigrationVerb.resume
  static let configuration = CommandConfiguration(
    commandName: verb.rawValue, abstract: "Go on with a migration that is paused or asks.",
    discussion: "The rest of the way is planned anew, from where the chains are now.")

  @OptionGroup var halt: HaltOption
  @OptionGroup var order: MigrationOrderOptions
  @OptionGroup var format: Format
  @OptionGroup var place: Place

  var terms: MigrationTerms { halt.terms }
  /// What is paused may be a way back.
  func goal(of migration: MigrationDocument) -> Migration.State {
    migration.goesBack ? .rolledBack : .done
  }
}

struct MigrateAbort: MigrationOrder {
  static let verb = MigrationVerb.abort
  static let configuration = CommandConfiguration(
    commandName: verb.rawValue, abstract: "End a migration where it stands.",
    discussion: """
      A step under way turns back to what served before it. "rollback" may still lead back to the \
      beginning.
      """)

  @OptionGroup var order: MigrationOrderOptions
  @OptionGroup var format: Format
  @OptionGroup var place: Place

  func goal(of migration: MigrationDocument) -> Migration.State { .aborted }
}

struct MigrateRollback: MigrationOrder {
  static let verb = MigrationVerb.rollback
  static let configuration = CommandConfiguration(
    commandName: verb.rawValue, abstract: "Go back to where a migration began.",
    discussion: "A step under way turns back first. Possible until the migration is finished.")

  @OptionGroup var halt: HaltOption
  @OptionGroup var order: MigrationOrderOptions
  @OptionGroup var format: Format
  @OptionGroup var place: Place

  var terms: MigrationTerms { halt.terms }
  func goal(of migration: MigrationDocument) -> Migration.State { .rolledBack }
}
