import ArgumentParser
import Basics
import ControlAPI
import ControlModel
import LinuxSystem

struct Why: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Show all that speaks against taking a chain's node down now.",
    discussion: "Ends with 0 when nothing is in the way, else with 3.")

  @Argument(help: "The chain, such as alpha.")
  var chain: ChainArgument
  @OptionGroup var format: Format
  @OptionGroup var place: Place

  func run() throws {
    let document = try place.client.why(chain.name)
    try Answer.show(document, json: format.json) { width, paint in
      Self.text(document, width: width, paint: paint)
    }
    if !document.isSafe { throw Ending(code: .refused) }
  }

  static func text(_ document: WhyDocument, width: Int, paint: Paint) -> String {
    let head =
      document.isSafe
      ? "its node may be taken down now" : paint("its node may not be taken down now", .bad)
    let lines = ["\(document.chain): \(head)"]
    return (lines + GateText.lines(document.gates, width: width, paint: paint))
      .joined(separator: "\n") + "\n"
  }
}
