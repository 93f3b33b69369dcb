import AgentCore
import ArgumentParser
import Basics

struct Enable: ChainOrder {
  static let verb = OrderVerb.enable
  static let configuration = CommandConfiguration(
    commandName: verb.rawValue, abstract: "Run a chain's node now and after each boot.",
    discussion: """
      A chain without a release starts with its first swap.
      """)

  @Argument(help: "The chain, such as alpha.")
  var chain: ChainArgument
  @OptionGroup var options: OrderOptions
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation
}
