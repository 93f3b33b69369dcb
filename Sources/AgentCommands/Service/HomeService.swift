import ArgumentParser
import LinuxSystem
import OnDisk

struct HomeService: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "home-work",
    abstract: "Give a chain's home to the account of its node (adnet-home@.service).",
    shouldDisplay: false)

  @Option(name: .long, help: "The chain.")
  var chain: ChainArgument
  @OptionGroup var place: AgentLocation

  func run() throws {
    guard let given = try ChainHome(place.paths, chain.name).give(), given.count > 0 else { return }
    Terminal.output.write("\(given.count) files and folders given to \(given.account)\n")
  }
}
