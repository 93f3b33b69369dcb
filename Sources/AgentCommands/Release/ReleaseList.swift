import ArgumentParser
import ControlAPI
import ControlModel
import LinuxSystem

struct ReleaseList: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the installed releases and the chains that use them.")

  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  func run() throws {
    let list = try place.client.releases()
    if format.json { return try Output.write(list) }
    let paint = Paint(colours: Terminal.output.hasColours)
    Terminal.output.write(ReleaseListText.render(list, paint: paint))
  }
}
