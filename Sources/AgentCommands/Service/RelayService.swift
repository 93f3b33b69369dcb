import ArgumentParser
import Basics
import LinuxSystem
import Relay

struct RelayService: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "relay", abstract: "Hold a chain's clients during a swap (adnet-relay@.service).",
    shouldDisplay: false)

  @Option(name: .long, help: "The chain.")
  var chain: ChainArgument
  @Option(name: .long, help: "The seconds that clients wait before they get 503.")
  var parkLimit: Int64
  @Option(name: .long, help: "The seconds that idle clients are kept once the node is back.")
  var linger: Int64
  @Option(name: .long, help: "A held port whose requests peers can answer as well.")
  var sharedPort: [UInt16] = []
  @OptionGroup var place: AgentLocation

  func run() throws {
    var settings = RelaySettings(chain.name, place.paths)
    settings.parkLimitMilliseconds = parkLimit * 1_000
    settings.limits.linger = linger * 1_000
    settings.sharedPorts = Set(sharedPort)
    settings.threads = min(4, Host.processors)
    throw CommandExit(code: Relay.run(settings))
  }
}
