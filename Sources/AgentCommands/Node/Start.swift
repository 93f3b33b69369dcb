import AgentCore
import ArgumentParser
import Basics

struct Start: ChainOrder {
  static let verb = OrderVerb.start
  static let configuration = CommandConfiguration(
    commandName: verb.rawValue, abstract: "Start a chain's node and open its ports.",
    discussion: """
      Starts the chain's current release.
      """)

  @Argument(help: "The chain, such as alpha.")
  var chain: ChainArgument
  @Flag(
    name: .long,
    help:
      "Accept a node that starts below the chain's last height or without its safety record.")
  var acceptHeight = false
  @OptionGroup var options: OrderOptions
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  var terms: OrderTerms {
    var terms = options.terms
    terms.acceptHeight = acceptHeight
    return terms
  }
}
