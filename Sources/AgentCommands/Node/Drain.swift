import AgentCore
import ArgumentParser

struct Drain: ChainOrder {
  static let configuration = CommandConfiguration(
    commandName: "drain", abstract: "Keep a chain's clients from its node; peers answer them.",
    discussion: """
      For maintenance by hand: the node runs on, and may be stopped and started meanwhile. Ends with \
      "undrain", and isn't ended by a reboot.
      """)

  @Argument(help: "The chain, such as alpha.")
  var chain: ChainArgument
  @Option(name: .long, help: "Why, for those who see it in the status.")
  var reason: String = ""
  @Flag(name: .long, help: "Even if no peer could answer: clients wait, and then get 503.")
  var withoutPeers = false
  @OptionGroup var options: OrderOptions
  @OptionGroup var format: Format
  @OptionGroup var place: Place

  var verb: Command.Verb { .drain(Command.Drain(reason: reason, withoutPeers: withoutPeers)) }

  func validate() throws {
    guard Command.Drain.isReason(reason) else {
      throw ValidationError("The reason is one line of at most 200 bytes.")
    }
  }
}
