import AgentCore
import ArgumentParser
import Basics

struct Restart: ChainOrder {
  static let verb = OrderVerb.restart
  static let configuration = CommandConfiguration(
    commandName: verb.rawValue,
    abstract: "Restart a chain's node; clients wait or peers answer them.",
    discussion: """
      Starts the same release again, with changed settings if any are pending.
      """)

  @Argument(help: "The chain, such as alpha.")
  var chain: ChainArgument
  @OptionGroup var options: OrderOptions
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation
}
