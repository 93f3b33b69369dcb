import AgentCore
import ArgumentParser
import Basics

struct Disable: ChainOrder {
  static let verb = OrderVerb.disable
  static let configuration = CommandConfiguration(
    commandName: verb.rawValue, abstract: "Stop a chain's node, and leave it stopped after a boot.",
    discussion: """
      Its ports are closed. Its releases and its ledger stay.
      """)

  @Argument(help: "The chain, such as alpha.")
  var chain: ChainArgument
  @OptionGroup var options: OrderOptions
  @OptionGroup var format: Format
  @OptionGroup var place: Place
}
