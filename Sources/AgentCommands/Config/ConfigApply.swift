import ArgumentParser
import Basics
import ControlAPI
import ControlModel
import LinuxSystem

struct ConfigApply: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Apply the configuration to the units.",
    discussion: "No node and no socket is restarted.")

  @Flag(name: .long, help: "Show what would change; exit with 3 if anything would.")
  var dryRun = false
  @Flag(name: .long, help: "Same as --dry-run.")
  var check = false
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  func run() throws {
    switch try place.client.applyConfiguration(dryRun: dryRun || check) {
    case .changes(let document):
      if format.json {
        try Output.write(document)
      } else {
        Terminal.output.write(ConfigText.render(document))
      }
      let changes = !document.changes.isEmpty || !document.settings.isEmpty
      if !document.applied, changes { throw CommandExit(code: .refused) }
    case .invalid(let document):
      if format.json {
        try Output.write(document)
      } else {
        Terminal.words.write(ConfigText.render(document))
      }
      throw CommandExit(code: .invalid)
    }
  }
}
