import ArgumentParser
import Basics
import ControlAPI
import ControlModel
import LinuxSystem

struct HealthCommand: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "health",
    abstract: "Show each node's health and the last result of every check.",
    discussion:
      "Exits with 0 if every chain that should run is healthy, serves its clients and has no critical problem, else with 3. A chain that is named is required to be healthy even if it should not run."
  )

  @Argument(help: "Only this chain.") var chain: ChainArgument?
  @Flag(name: .long, help: "Run all checks now and wait for their results.") var refresh = false
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  func run() throws {
    var document = try place.client.health(refresh: refresh)
    if let chain {
      let known = document.chains.map(\.chain)
      document.chains.removeAll { $0.chain != chain.name }
      if document.chains.isEmpty { throw Failure.noChain(chain.name, among: known) }
    }
    if format.json {
      try Output.write(document)
    } else {
      Terminal.output.write(
        HealthText.render(
          document, width: Terminal.output.width ?? 120, colours: Terminal.output.hasColours))
    }
    let isWell = document.chains.allSatisfy { chain == nil ? $0.isWell : $0.serves }
    if !isWell { throw CommandExit(code: .refused) }
  }
}
