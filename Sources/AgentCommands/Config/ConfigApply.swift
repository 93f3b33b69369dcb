import ArgumentParser
import Basics
import ControlAPI
import ControlModel
import LinuxSystem

struct ConfigApply: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Write the units' settings from the configuration.",
    discussion: "It restarts no node and no socket.")

  @Flag(name: .long, help: "Only show what would change. Ends with 3 when it is something.")
  var dryRun = false
  @Flag(name: .long, help: "The same as --dry-run.")
  var check = false
  @OptionGroup var format: Format
  @OptionGroup var place: Place

  func run() throws {
    switch try place.client.applyConfiguration(dryRun: dryRun || check) {
    case .changes(let document):
      if format.json {
        try Answer.write(document)
      } else {
        Terminal.output.write(ConfigText.render(document))
      }
      let changes = !document.changes.isEmpty || !document.settings.isEmpty
      if !document.applied, changes { throw Ending(code: .refused) }
    case .invalid(let document):
      if format.json {
        try Answer.write(document)
      } else {
        Terminal.words.write(ConfigText.render(document))
      }
      throw Ending(code: .invalid)
    }
  }
}
