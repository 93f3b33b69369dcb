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
    var operations = [try id.map(place.client.operation) ?? newest()]
    if follow, operations[0].outcome == .running {
      var follower = Follower(place.client)
      guard let ended = try follower.follow(operations[0]) else { throw CommandExit(code: .busy) }
      operations = ended
    }
    if format.json { return try Output.write(operations[0]) }
    let now = Timestamp(unixMilliseconds: Clock.unixMilliseconds())
    let paint = Paint(colours: Terminal.output.hasColours)
    Terminal.output.write(
      operations.map { OperationText.render($0, now: now, paint: paint) }.joined())
  }

  private func newest() throws(Failure) -> OperationDocument {
    guard let newest = try place.client.operations().operations.first else {
      throw Failure(.noOperation, "cannot show an operation: there is none yet")
    }
    return newest
  }
}
