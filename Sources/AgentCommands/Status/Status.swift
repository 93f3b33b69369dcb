import AgentDaemon
import ArgumentParser
import Basics
import ControlAPI
import ControlModel
import LinuxSystem

struct Status: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Show the chains of this host, their nodes, ports and problems.",
    discussion: "If the agent is not running, shows what is known without it and exits with 69.")

  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  func run() throws {
    do throws(Failure) {
      try show(try place.client.status())
    } catch {
      guard error.exit == .unreachable else { throw error }
      Terminal.words.write("adnet-agent: \(error)\n")
      try show(AgentlessHost(place.paths).status())
      throw CommandExit(code: .unreachable)
    }
  }

  private func show(_ document: StatusDocument) throws(Failure) {
    if format.json { return try Output.write(document) }
    let text = StatusText.render(
      document, width: Terminal.output.width ?? 120,
      now: Timestamp(unixMilliseconds: Clock.unixMilliseconds()),
      colours: Terminal.output.hasColours)
    Terminal.output.write(text)
  }
}
