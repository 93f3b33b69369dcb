import ArgumentParser
import Basics
import ControlAPI
import ControlModel
import LinuxSystem

struct Why: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Show what currently blocks stopping a chain's node.",
    discussion: "Exits with 0 if nothing blocks it, else with 3.")

  @Argument(help: "The chain, such as alpha.")
  var chain: ChainArgument
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  func run() throws {
    let document = try place.client.why(chain.name)
    try Output.show(document, json: format.json) { width, paint in
      Self.text(document, width: width, paint: paint)
    }
    if !document.isSafe { throw CommandExit(code: .refused) }
  }

  static func text(_ document: WhyDocument, width: Int, paint: Paint) -> String {
    let head =
      document.isSafe
      ? "safe to stop" : paint("not safe to stop", .bad)
    let lines = ["\(document.chain): \(head)"]
    return (lines + GateListText.lines(document.gates, width: width, paint: paint))
      .joined(separator: "\n") + "\n"
  }
}
