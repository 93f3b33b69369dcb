import ArgumentParser
import PrivilegedDoor

struct DoorService: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "door", abstract: "Run the agent's privileged process (adnet-agent-door.service).",
    shouldDisplay: false)

  @OptionGroup var place: AgentLocation

  func run() throws { throw CommandExit(code: Door.run(paths: place.paths)) }
}
