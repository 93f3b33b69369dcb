import ArgumentParser
import Basics
import ControlAPI
import ControlModel
import LinuxSystem

struct CommitteeCommand: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "committee",
    abstract: "Show a chain's validators, which of them take part, and how many may fail.",
    discussion: "Exits with 3 if the committee is unknown.")

  @Argument(help: "The chain, such as alpha.")
  var chain: ChainArgument
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  func run() throws {
    let document = try place.client.committee(chain.name)
    try Output.show(document, json: format.json) { _, paint in
      CommitteeText.render(document, paint: paint)
    }
    if document.source == nil { throw CommandExit(code: .refused) }
  }
}
