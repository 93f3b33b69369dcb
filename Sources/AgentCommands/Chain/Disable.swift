import AgentCore
import ArgumentParser
import Basics

struct Disable: ChainOrder {
  static let verb = OrderVerb.disable
  static let configuration = CommandConfiguration(
    commandName: verb.rawValue, abstract: "Stop a chain's node and keep it stopped after a boot.",
    discussion: """
      Closes its ports. Keeps its releases and its ledger.
      """)

  @Argument(help: "The chain, such as alpha.")
  var chain: ChainArgument
  @OptionGroup var options: OrderOptions
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation
}
