import AgentCore
import ArgumentParser
import Basics

struct Undrain: ChainOrder {
  static let verb = OrderVerb.undrain
  static let configuration = CommandConfiguration(
    commandName: verb.rawValue, abstract: "End a drain: send the chain's clients to its node again."
  )

  @Argument(help: "The chain, such as alpha.")
  var chain: ChainArgument
  @OptionGroup var options: OrderOptions
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation
}
