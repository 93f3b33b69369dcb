import ArgumentParser
import ControlAPI
import ControlModel
import LinuxSystem

struct OperationList: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the last 200 operations, newest first."
  )

  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  func run() throws {
    let list = try place.client.operations()
    if format.json { return try Output.write(list) }
    let paint = Paint(colours: Terminal.output.hasColours)
    Terminal.output.write(OperationListText.render(list, paint: paint))
  }
}
