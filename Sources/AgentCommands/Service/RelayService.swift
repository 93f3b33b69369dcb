import AgentCore
import ArgumentParser
import Relay

struct RelayService: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "relay", abstract: "Hold a chain's clients during a swap (adnet-relay@.service).",
    shouldDisplay: false)

  @Option(name: .long, help: "The chain.")
  var chain: ChainArgument
  @Option(name: .long, help: "How many seconds clients wait before they are answered 503.")
  var parkLimit: Int64 = 30
  @OptionGroup var place: Place

  func run() throws {
    throw Ending(
      code: Relay.run(
        chain: chain.name, parkLimitMilliseconds: parkLimit * 1_000, paths: place.paths))
  }
}
