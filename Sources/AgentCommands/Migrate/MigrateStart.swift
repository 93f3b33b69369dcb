import AgentCore
import ArgumentParser
import Basics
import ControlModel

struct MigrateStart: MigrationOrder {
  static let verb = MigrationVerb.start
  static let configuration = CommandConfiguration(
    commandName: verb.rawValue, abstract: "Begin a migration.",
    discussion: """
      Everything that can be checked is, for both chains, before the first is touched. A step that \
      fails leads back to what served before it, and is tried once more. Ends with 0 when the goal is \
      reached.
      """)

  @OptionGroup var options: MigrationOptions
  @OptionGroup var order: MigrationOrderOptions
  @OptionGroup var format: Format
  @OptionGroup var place: Place

  var terms: MigrationTerms { options.terms }
  func goal(of migration: MigrationDocument) -> Migration.State { .done }
}
