import AgentCore
import ArgumentParser
import Basics

struct Stop: ChainOrder {
  static let verb = OrderVerb.stop
  static let configuration = CommandConfiguration(
    commandName: verb.rawValue, abstract: "Stop a chain's node and close its ports.",
    discussion: """
      Clients are refused until the next start; the node stays stopped after a reboot. The node \
      gets its configured time to save.
      """)

  @Argument(help: "The chain, such as alpha.")
  var chain: ChainArgument
  @OptionGroup var options: OrderOptions
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation
}
