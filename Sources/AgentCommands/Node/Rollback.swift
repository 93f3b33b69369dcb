import AgentCore
import ArgumentParser
import Basics

struct Rollback: ChainOrder {
  static let verb = OrderVerb.rollback
  static let configuration = CommandConfiguration(
    commandName: verb.rawValue, abstract: "Put the release before back in place.",
    discussion: """
      The same sequence as a swap, to the release that ran well last before this one.
      """)

  @Argument(help: "The chain, such as alpha.")
  var chain: ChainArgument
  @OptionGroup var options: OrderOptions
  @OptionGroup var format: Format
  @OptionGroup var place: Place
}
