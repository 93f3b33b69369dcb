import AgentCore
import ArgumentParser
import Basics
import ControlAPI
import ControlModel

struct MigrateStatus: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show the last migration's progress.",
    discussion: "Exits with 3 if it needs attention or there is none.")

  @Flag(name: .long, help: "Follow the migration until it ends or needs attention.")
  var follow = false
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  func run() throws {
    var migration = try place.client.migration()
    if follow {
      migration = try MigrationFollower.end(of: migration, place.client)
    }
    try MigrationText.show(migration, json: format.json)
    if migration.state == .asks { throw CommandExit(code: .refused) }
  }
}
