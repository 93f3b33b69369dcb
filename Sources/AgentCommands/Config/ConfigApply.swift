import AgentCore
import ArgumentParser
import ControlAPI
import LinuxSystem

struct ConfigApply: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Write the units' settings from the configuration.",
    discussion: "It restarts no node and no socket.")

  @Flag(name: .long, help: "Only show what would change.")
  var dryRun = false
  @OptionGroup var format: Format
  @OptionGroup var place: Place

  func run() throws {
    switch try place.client.applyConfiguration(dryRun: dryRun) {
    case .changes(let document):
      if format.json { return try Answer.write(document) }
      Terminal.output.write(ConfigText.render(document))
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
