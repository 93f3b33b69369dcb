import AgentCore
import ArgumentParser
import Basics
import ControlAPI
import ControlModel
import LinuxSystem

/// The options of every command that starts an operation, and what they all do.
struct OrderOptions: ParsableArguments {
  @Flag(name: .long, help: "Return as soon as the operation has started.")
  var noWait = false

  @Flag(name: .long, help: "Show the plan and change nothing.")
  var dryRun = false

  @Flag(
    name: .long,
    help: "Like --dry-run; exit with 3 if there is anything to do, with 0 if not.")
  var check = false

  @Flag(
    name: .long,
    help: "Continue even if the chain halts. No other gate is overridden.")
  var acceptHalt = false

  @Flag(
    name: .long,
    help: "Apply the order to every chain that the same process serves (adnet.service).")
  var together = false

  var terms: OrderTerms {
    var terms = OrderTerms()
    (terms.dryRun, terms.acceptHalt, terms.together) = (dryRun || check, acceptHalt, together)
    return terms
  }
}

/// A command that has an operation on a chain as its effect.
protocol ChainOrder: ParsableCommand, AnswersInJSON {
  static var verb: OrderVerb { get }
  var chain: ChainArgument { get }
  var options: OrderOptions { get }
  var format: Format { get }
  var place: AgentLocation { get }
  /// The terms of the order: the options' and the command's own.
  var terms: OrderTerms { get }
}

extension ChainOrder {
  var terms: OrderTerms { options.terms }

  func run() throws {
    if terms.dryRun {
      let plan = try place.client.plan(Self.verb, chain: chain.name, terms)
      try PlanCommand.show(plan, json: format.json)
      guard options.check else { return }
      throw CommandExit(code: .refused)
    }
    let first = try place.client.order(Self.verb, chain: chain.name, terms)
    if options.noWait {
      if format.json { return try Output.write(first) }
      return Terminal.output.write("started (operation \(first.id))\n")
    }
    var follower = Follower(place.client)
    guard let ended = try follower.follow(first) else { throw CommandExit(code: .busy) }
    let last = ended.verdict
    if format.json {
      try Output.write(last)
    } else {
      let now = Timestamp(unixMilliseconds: Clock.unixMilliseconds())
      let paint = Paint(colours: Terminal.output.hasColours)
      Terminal.output.write(ended.summary(now: now, paint: paint))
    }
    if last.outcome != .done { throw CommandExit(code: .failed) }
  }
}
