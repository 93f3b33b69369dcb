import ArgumentParser
import Basics
import ControlAPI
import ControlModel

struct MigratePlan: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Show what a migration would do, without doing it.",
    discussion: "Same as start with --dry-run. Exits with 3 if something blocks it.")

  @OptionGroup var options: MigrationOptions
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  func run() throws {
    try Self.show(try place.client.planMigration(.start, options.terms), json: format.json)
  }

  static func show(_ plan: MigrationPlanDocument, json: Bool) throws {
    try Output.show(plan, json: json) { width, paint in
      MigrationPlanText.render(plan, width: width, paint: paint)
    }
    if !plan.isAllowed { throw CommandExit(code: .refused) }
  }
}
