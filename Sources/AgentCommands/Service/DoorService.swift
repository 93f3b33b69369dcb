import ArgumentParser
import PrivilegedDoor

struct DoorService: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "door", abstract: "Be the agent's privileged half (adnet-agent-door.service).",
    shouldDisplay: false)

  @OptionGroup var place: AgentLocation

  func run() throws { throw CommandExit(code: Door.run(paths: place.paths)) }
}
