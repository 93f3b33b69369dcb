import AgentDaemon
import ArgumentParser
import Basics
import ControlAPI
import ControlModel
import LinuxSystem

struct Version: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "version",
    abstract: "Show the version, and the running agent's if it differs.")

  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  func run() throws {
    let own = AgentVersion.text
    if format.json { return try Output.write(VersionDocument(version: own)) }
    Terminal.output.write("adnet-agent \(own)\n")
    // Without an answer there is no other version to speak of.
    if let running = try? place.client.version(), running.version != own {
      Terminal.output.write("the running agent is \(running.version): it was upgraded since\n")
    }
  }
}
