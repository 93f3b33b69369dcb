import AgentCore
import ArgumentParser
import Basics

struct Rollback: ChainOrder {
  static let verb = OrderVerb.rollback
  static let configuration = CommandConfiguration(
    commandName: verb.rawValue, abstract: "Switch a chain's node back to its previous release.",
    discussion: """
      A swap to the last release that ran well before the current one; clients wait or peers \
      answer them.
      """)

  @Argument(help: "The chain, such as alpha.")
  var chain: ChainArgument
  @OptionGroup var options: OrderOptions
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation
}
