import ArgumentParser
import Basics
import ControlAPI
import ControlModel
import LinuxSystem

struct OperationShow: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show an operation's steps.")

  @Argument(help: "The operation's ID from status or list. Default: the newest.")
  var id: String?
  @Flag(name: .long, help: "Follow the operation until it ends.")
  var follow = false
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  func run() throws {
    var operation = try id.map(place.client.operation) ?? newest()
    if follow, operation.outcome == .running {
      var follower = Follower(place.client)
      guard let last = try follower.follow(operation) else { throw CommandExit(code: .busy) }
      operation = last
    }
    if format.json { return try Output.write(operation) }
    let now = Timestamp(unixMilliseconds: Clock.unixMilliseconds())
    let paint = Paint(colours: Terminal.output.hasColours)
    Terminal.output.write(OperationText.render(operation, now: now, paint: paint))
  }

  private func newest() throws(Failure) -> OperationDocument {
    guard let newest = try place.client.operations().operations.first else {
      throw Failure(.noOperation, "there is no operation yet")
    }
    return newest
  }
}
