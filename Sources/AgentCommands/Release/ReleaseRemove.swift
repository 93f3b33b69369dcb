import ArgumentParser
import Basics
import ControlAPI
import ControlModel
import LinuxSystem

struct ReleaseRemove: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove a release that no chain needs.",
    discussion:
      "A release is needed while a chain runs it or may roll back to it. Removing a missing release succeeds."
  )

  @Argument(help: "A version, or a release as shown by list.")
  var release: String
  @OptionGroup var check: CheckOption
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  func run() throws {
    let installed = try place.client.releases().releases.map(\.release)
    guard let id = try ReleaseChoice(installed).oneOrNone(release) else {
      throw Failure.nothingToDo(.alreadyRemoved, "no release \(release) is installed")
    }
    if check.check {
      Terminal.output.write("would remove \(id)\n")
      throw CommandExit(code: .refused)
    }
    let removed = try place.client.removeRelease(id)
    if format.json { return try Output.write(removed) }
    for release in removed.releases { Terminal.output.write("removed \(release.release)\n") }
  }
}
