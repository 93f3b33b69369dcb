import AgentCore
import ArgumentParser
import Basics

struct Drain: ChainOrder {
  static let verb = OrderVerb.drain
  static let configuration = CommandConfiguration(
    commandName: verb.rawValue, abstract: "Send a chain's clients to peers instead of its node.",
    discussion: """
      For maintenance: the node keeps running and can be stopped and started. The drain lasts \
      until "undrain", also across reboots.
      """)

  @Argument(help: "The chain, such as alpha.")
  var chain: ChainArgument
  @OptionGroup var drain: DrainOptions
  @OptionGroup var options: OrderOptions
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  var terms: OrderTerms { drain.added(to: options.terms) }
}
