import AgentDaemon
import ArgumentParser
import Basics

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Run the agent (adnet-agent.service).", shouldDisplay: false)

  @OptionGroup var place: AgentLocation

  func run() throws { throw CommandExit(code: AgentDaemon.run(paths: place.paths)) }
}
