import ArgumentParser
import Basics
import ControlAPI
import ControlModel

/// A word to a migration that nothing follows on.
protocol MigrationWord: ParsableCommand, AnswersInJSON {
  var check: CheckOption { get }
  var format: Format { get }
  var place: Place { get }
  var request: MigrationRequest { get }
}

extension MigrationWord {
  func run() throws {
    if check.check {
      try MigratePlan.show(try place.client.planMigration(request), json: format.json)
      throw Ending(code: .refused)
    }
    let migration = try place.client.migrate(request)
    try MigrationText.show(migration, json: format.json)
  }
}

struct MigratePause: MigrationWord {
  static let configuration = CommandConfiguration(
    commandName: "pause", abstract: "Begin no further step until it is resumed.",
    discussion: "The step under way comes to its end; every chain is served meanwhile.")

  @OptionGroup var check: CheckOption
  @OptionGroup var format: Format
  @OptionGroup var place: Place

  var request: MigrationRequest { .pause }
}

struct MigrateFinish: MigrationWord {
  static let configuration = CommandConfiguration(
    commandName: "finish",
    abstract: "Commit the migration: delete the backups; no rollback afterwards.",
    discussion: """
      After a migration that is done, aborted or rolled back: the releases it left may be removed then. \
      "migrate start" leads to any topology again.
      """)

  @OptionGroup var check: CheckOption
  @OptionGroup var format: Format
  @OptionGroup var place: Place

  var request: MigrationRequest { .finish }
}
