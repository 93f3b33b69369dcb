import AgentCore
import ArgumentParser
import Basics
import ControlModel

struct MigrateResume: MigrationOrder {
  static let verb = MigrationVerb.resume
  static let configuration = CommandConfiguration(
    commandName: verb.rawValue, abstract: "Continue a migration that is paused or needs attention.",
    discussion: "Plans the remaining steps again from the current state.")

  @OptionGroup var halt: HaltOption
  @OptionGroup var order: MigrationOrderOptions
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  var terms: MigrationTerms { halt.terms }
  /// The goal of the migration: what is paused may be a way back.
  func goal(of migration: MigrationDocument) -> Migration.State {
    migration.goesBack ? .rolledBack : .done
  }
}

struct MigrateAbort: MigrationOrder {
  static let verb = MigrationVerb.abort
  static let configuration = CommandConfiguration(
    commandName: verb.rawValue, abstract: "End a migration at the current step.",
    discussion: """
      A running step is undone. "rollback" can still return to the state before the migration.
      """)

  @OptionGroup var order: MigrationOrderOptions
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  func goal(of migration: MigrationDocument) -> Migration.State { .aborted }
}

struct MigrateRollback: MigrationOrder {
  static let verb = MigrationVerb.rollback
  static let configuration = CommandConfiguration(
    commandName: verb.rawValue, abstract: "Return to the state before the migration.",
    discussion: "A running step is undone first. Possible until the migration is finished.")

  @OptionGroup var halt: HaltOption
  @OptionGroup var order: MigrationOrderOptions
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  var terms: MigrationTerms { halt.terms }
  func goal(of migration: MigrationDocument) -> Migration.State { .rolledBack }
}
