import AgentCore
import ArgumentParser
import ControlAPI
import ControlModel
import LinuxSystem

struct ReleaseRemove: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove a release that no chain runs or would go back to.")

  @Argument(help: "Which one: a version, or as list shows it.")
  var release: String
  @OptionGroup var format: Format
  @OptionGroup var place: Place

  func run() throws {
    let installed = try place.client.releases().releases.map(\.release)
    let removed = try place.client.removeRelease(try ReleaseChoice(installed).one(release))
    if format.json { return try Answer.write(removed) }
    for release in removed.releases { Terminal.output.write("removed \(release.release)\n") }
  }
}
