import AgentCore
import ArgumentParser
import Basics
import ControlAPI
import ControlModel

struct MigrateStatus: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show how far the last migration is.",
    discussion: "Ends with 3 when it waits for an operator, or when there was none.")

  @Flag(name: .long, help: "Follow it until it ends or waits for an operator.")
  var follow = false
  @OptionGroup var format: Format
  @OptionGroup var place: Place

  func run() throws {
    var migration: MigrationDocument
    do throws(Failure) {
      migration = try place.client.migration()
    } catch {
      guard error.kind == .noMigration else { throw error }
      throw Failure(error.kind, error.text, hint: error.hint, exit: .refused)
    }
    if follow {
      migration = try MigrationFollower.end(of: migration, place.client)
    }
    try MigrationText.show(migration, json: format.json)
    if migration.state == .asks { throw Ending(code: .refused) }
  }
}
