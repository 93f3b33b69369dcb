import ArgumentParser
import Basics
import ConnectionAdoption

struct AdoptionService: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "adopt",
    abstract: "Take over a node's connections during a drain (adnet-drain@.service).",
    shouldDisplay: false)

  @Option(name: .long, help: "The chain.")
  var chain: ChainArgument
  @Option(name: .long, help: "How many seconds the node gets for the answers it owes.")
  var grace: Int64 = 10
  @OptionGroup var place: AgentLocation

  func run() throws {
    throw CommandExit(
      code: Adoption.run(
        chain: chain.name, graceMilliseconds: grace * 1_000, paths: place.paths))
  }
}
