import AgentCore
import ArgumentParser
import Basics

struct Start: ChainOrder {
  static let verb = OrderVerb.start
  static let configuration = CommandConfiguration(
    commandName: verb.rawValue, abstract: "Start a chain's node and open its ports.",
    discussion: """
      It runs the release that owns the chain.
      """)

  @Argument(help: "The chain, such as alpha.")
  var chain: ChainArgument
  @Flag(
    name: .long,
    help:
      "Accept that the node comes up below the height that the chain had, or without its record.")
  var acceptHeight = false
  @OptionGroup var options: OrderOptions
  @OptionGroup var format: Format
  @OptionGroup var place: Place

  var terms: OrderTerms {
    var terms = options.terms
    terms.acceptHeight = acceptHeight
    return terms
  }
}
