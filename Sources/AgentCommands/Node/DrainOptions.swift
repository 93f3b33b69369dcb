import AgentCore
import ArgumentParser
import Basics

/// What is said of a drain, of one chain or of all.
struct DrainOptions: ParsableArguments {
  @Option(name: .long, help: "Why, for those who see it in the status.")
  var reason: String = ""
  @Flag(name: .long, help: "Even if no peer could answer: clients wait, and then get 503.")
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
