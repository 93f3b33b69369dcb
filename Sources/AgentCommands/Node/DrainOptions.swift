import AgentCore
import ArgumentParser
import Basics

/// The options of a drain, of one chain or of all.
struct DrainOptions: ParsableArguments {
  @Option(name: .long, help: "The reason, shown by status.")
  var reason: String = ""
  @Flag(name: .long, help: "Drain even if no peer can answer: clients wait, then get 503.")
  var withoutPeers = false

  func added(to terms: OrderTerms) -> OrderTerms {
    var terms = terms
    (terms.reason, terms.withoutPeers) = (reason, withoutPeers)
    return terms
  }

  func validate() throws {
    guard Command.Drain.isReason(reason) else {
      throw ValidationError("The reason is one line of at most 200 bytes.")
    }
  }
}
