import ArgumentParser
import Basics
import ControlAPI
import ControlModel

/// A word to a migration that nothing follows on.
protocol MigrationWord: ParsableCommand, AnswersInJSON {
  static var verb: MigrationVerb { get }
  var check: CheckOption { get }
  var format: Format { get }
  var place: AgentLocation { get }
}

extension MigrationWord {
  func run() throws {
    if check.check {
      try MigratePlan.show(try place.client.planMigration(Self.verb), json: format.json)
      throw CommandExit(code: .refused)
    }
    let migration = try place.client.migrate(Self.verb)
    try MigrationText.show(migration, json: format.json)
  }
}

struct MigratePause: MigrationWord {
  static let verb = MigrationVerb.pause
  static let configuration = CommandConfiguration(
    commandName: verb.rawValue, abstract: "Start no further step until the migration is resumed.",
    discussion: "A running step is completed; every chain stays in service.")

  @OptionGroup var check: CheckOption
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation
}

struct MigrateFinish: MigrationWord {
  static let verb = MigrationVerb.finish
  static let configuration = CommandConfiguration(
    commandName: verb.rawValue,
    abstract: "Commit the migration: delete the backups; no rollback afterwards.",
    discussion: """
      For a migration that is done, aborted or rolled back. The releases that it left can then be \
      removed, and "migrate start" can start another.
      """)

  @OptionGroup var check: CheckOption
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation
}
