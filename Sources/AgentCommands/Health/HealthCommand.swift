import ArgumentParser
import Basics
import ControlAPI
import ControlModel
import LinuxSystem

struct HealthCommand: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "health",
    abstract: "Show how the nodes are, and every check with its last result.",
    discussion:
      "Ends with 0 when every chain that should run is healthy, its clients are answered and nothing about it is critical, else with 3. A chain that is named has to be so, wanted or not."
  )

  @Argument(help: "Only this chain.") var chain: ChainArgument?
  @Flag(name: .long, help: "Ask everything now, and wait for the answers.") var refresh = false
  @OptionGroup var format: Format
  @OptionGroup var place: Place

  func run() throws {
    var document = try place.client.health(refresh: refresh)
    if let chain {
      document.chains.removeAll { $0.chain != chain.name }
      guard !document.chains.isEmpty else {
        throw Failure(
          .chainUnknown, "there is no chain \(chain.name)", hint: "adnet-agent status shows them")
      }
    }
    if format.json {
      try Answer.write(document)
    } else {
      Terminal.output.write(
        HealthText.render(
          document, width: Terminal.output.width ?? 120, colours: Terminal.output.hasColours))
    }
    let isWell = document.chains.allSatisfy { chain == nil ? $0.isWell : $0.serves }
    if !isWell { throw Ending(code: .refused) }
  }
}
