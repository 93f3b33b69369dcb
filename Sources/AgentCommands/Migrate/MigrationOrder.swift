import AgentCore
import ArgumentParser
import Basics
import ControlAPI
import ControlModel

struct MigrationOrderOptions: ParsableArguments {
  @Flag(name: .long, help: "Return as soon as the operation has started.")
  var noWait = false

  @Flag(name: .long, help: "Show the plan and change nothing.")
  var dryRun = false

  @Flag(
    name: .long,
    help: "Like --dry-run; exit with 3 if there is anything to do, with 0 if not.")
  var check = false
}

/// The option of the orders that continue a migration.
struct HaltOption: ParsableArguments {
  @Flag(
    name: .long,
    help: "Continue even if a chain halts. No other gate is overridden.")
  var acceptHalt = false

  var terms: MigrationTerms {
    var terms = MigrationTerms()
    terms.acceptHalt = acceptHalt
    return terms
  }
}

/// A command that a migration goes on after.
protocol MigrationOrder: ParsableCommand, AnswersInJSON {
  static var verb: MigrationVerb { get }
  var order: MigrationOrderOptions { get }
  var format: Format { get }
  var place: AgentLocation { get }
  var terms: MigrationTerms { get }
  /// How it ends when all goes well, given what was answered first.
  func goal(of migration: MigrationDocument) -> Migration.State
}

extension MigrationOrder {
  var terms: MigrationTerms { MigrationTerms() }

  func run() throws {
    if order.dryRun || order.check {
      try MigratePlan.show(try place.client.planMigration(Self.verb, terms), json: format.json)
      guard order.check else { return }
      throw CommandExit(code: .refused)
    }
    var migration = try place.client.migrate(Self.verb, terms)
    let goal = goal(of: migration)
    if !order.noWait {
      migration = try MigrationFollower.end(of: migration, place.client)
    }
    try MigrationText.show(migration, json: format.json)
    if !order.noWait, migration.state != goal { throw CommandExit(code: .failed) }
  }
}
