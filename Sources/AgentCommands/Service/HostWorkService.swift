import ArgumentParser
import HostTuning

struct HostWorkService: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "host-work",
    abstract: "Make the host as agent.toml wants it (adnet-host.service).", shouldDisplay: false)

  @OptionGroup var place: AgentLocation

  func run() throws { throw CommandExit(code: HostService.run(paths: place.paths)) }
}
