import ArgumentParser
import Basics
import ControlAPI

/// Where the agent is. Only tests say anything else than the host.
struct AgentLocation: ParsableArguments {
  @Option(name: .long, help: ArgumentHelp("A folder in the place of /.", visibility: .hidden))
  var root = ""

  var paths: Paths { Paths(root: root) }
  var client: ControlClient { ControlClient(socket: paths.agentSocket) }
}
