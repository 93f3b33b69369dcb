import AgentDaemon
import ArgumentParser
import Basics
import ControlAPI
import ControlModel
import LinuxSystem

struct HostStatus: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Show the state of swap space, swappiness and OOM priority.",
    discussion: "Works without the agent.")

  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  func run() throws {
    let document = try place.hostDocument()
    if format.json { return try Output.write(document) }
    Terminal.output.write(
      HostText.status(
        document, width: Terminal.output.width ?? 120, colours: Terminal.output.hasColours))
  }
}

struct HostPlanCommand: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Show what apply would change; exit with 3 if anything would.",
    discussion: "Works without the agent.")

  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  func run() throws {
    try Self.show(try place.hostDocument(), json: format.json)
  }

  static func show(_ document: HostDocument, json: Bool) throws {
    if json {
      try Output.write(document)
    } else {
      Terminal.output.write(HostText.plan(document))
    }
    if !document.steps.isEmpty || !document.problems.isEmpty { throw CommandExit(code: .refused) }
  }
}

extension AgentLocation {
  /// The agent's, which knows what it is doing; else what can be seen without it.
  func hostDocument() throws(Failure) -> HostDocument {
    do throws(Failure) { return try client.host() } catch {
      guard error.exit == .unreachable else { throw error }
      return try AgentlessHost.host(paths)
    }
  }
}
