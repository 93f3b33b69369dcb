import AgentCore
import ArgumentParser
import Basics
import ControlModel

struct MigrateStart: MigrationOrder {
  static let verb = MigrationVerb.start
  static let configuration = CommandConfiguration(
    commandName: verb.rawValue, abstract: "Start a migration.",
    discussion: """
      Checks all chains before it changes the first. A step that fails is undone and tried once \
      more. Exits with 0 when the goal is reached.
      """)

  @OptionGroup var options: MigrationOptions
  @OptionGroup var order: MigrationOrderOptions
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  var terms: MigrationTerms { options.terms }
  func goal(of migration: MigrationDocument) -> Migration.State { .done }
}
