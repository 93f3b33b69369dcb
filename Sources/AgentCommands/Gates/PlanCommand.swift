public import AgentCore
public import ArgumentParser
import Basics
import ControlAPI
import ControlModel
import LinuxSystem

struct PlanCommand: ParsableCommand, AnswersInJSON {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Show what an order would do, without doing it.",
    discussion: """
      Shows the gates, the steps, what clients see in each step, how long the node is likely to be \
      down, and what happens if it fails. Same as the order with --dry-run. Exits with 3 if a \
      gate blocks it.
      """)

  @Argument(help: "The order to plan.") var verb: OrderVerb
  @Argument(help: "The chain, such as alpha.") var chain: ChainArgument
  @Argument(help: "The version, for a swap.") var version: String?
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  func validate() throws {
    guard (verb == .swap) == (version != nil) else {
      throw ValidationError(
        verb == .swap ? "A swap needs a version." : "Only a swap has a version.")
    }
    guard version.map(ReleaseID.isName) ?? true else {
      throw ValidationError("\(version ?? "") isn't a version.")
    }
  }

  func run() throws {
    var terms = OrderTerms()
    terms.version = version ?? ""
    try Self.show(try place.client.plan(verb, chain: chain.name, terms), json: format.json)
  }

  static func show(_ plan: PlanDocument, json: Bool) throws {
    try Output.show(plan, json: json) { width, paint in
      PlanText.render(plan, width: width, paint: paint)
    }
    if !plan.isAllowed { throw CommandExit(code: .refused) }
  }
}

extension OrderVerb: ExpressibleByArgument {}
