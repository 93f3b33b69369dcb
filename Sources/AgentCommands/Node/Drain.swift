import AgentCore
import ArgumentParser
import Basics

struct Drain: ChainOrder {
  static let verb = OrderVerb.drain
  static let configuration = CommandConfiguration(
    commandName: verb.rawValue, abstract: "Keep a chain's clients from its node; peers answer them.",
    discussion: """
      For maintenance by hand: the node runs on, and may be stopped and started meanwhile. Ends with \
      "undrain", and isn't ended by a reboot.
      """)

  @Argument(help: "The chain, such as alpha.")
  var chain: ChainArgument
  @OptionGroup var drain: DrainOptions
  @OptionGroup var options: OrderOptions
  @OptionGroup var format: Format
  @OptionGroup var place: Place

  var terms: OrderTerms { drain.added(to: options.terms) }
}
