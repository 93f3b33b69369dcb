import AgentCore
import ArgumentParser
import Basics

struct Restart: ChainOrder {
  static let verb = OrderVerb.restart
  static let configuration = CommandConfiguration(
    commandName: verb.rawValue, abstract: "Restart a chain's node; clients wait meanwhile.",
    discussion: """
      The same release runs again.
      """)

  @Argument(help: "The chain, such as alpha.")
  var chain: ChainArgument
  @OptionGroup var options: OrderOptions
  @OptionGroup var format: Format
  @OptionGroup var place: Place
}
