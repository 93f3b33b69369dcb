import ArgumentParser
import HostTuning

struct HostWorkService: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "host-work",
    abstract: "Apply the host settings of agent.toml (adnet-host.service).", shouldDisplay: false)

  @OptionGroup var place: AgentLocation

  func run() throws { throw CommandExit(code: HostService.run(paths: place.paths)) }
}
