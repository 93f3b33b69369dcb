import AgentCore
import ArgumentParser
import Basics

struct Swap: ChainOrder {
  static let verb = OrderVerb.swap
  static let configuration = CommandConfiguration(
    commandName: verb.rawValue,
    abstract: "Switch a chain's node to another release; clients wait or peers answer them.",
    discussion: """
      The first swap of a chain installs its node. If a step fails, the previous release is \
      started again.
      """)

  @Argument(help: "The chain, such as alpha.")
  var chain: ChainArgument
  @Argument(
    help: """
      The version of an added release of the current program. Add the digest if two releases have \
      that version (1.4.0-0f3a9c1b2d4e), and the program to change it (adnet/1.0.0).
      """)
  var version: String
  @Flag(
    name: .long,
    help:
      "Confirm that the ledger from before a conversion was restored manually (see operating.md)."
  )
  var ledgerPutBack = false
  @OptionGroup var options: OrderOptions
  @OptionGroup var format: Format
  @OptionGroup var place: AgentLocation

  var terms: OrderTerms {
    var terms = options.terms
    (terms.version, terms.ledgerPutBack) = (version, ledgerPutBack)
    return terms
  }

  func validate() throws {
    guard ReleaseID.isName(version) else {
      throw ValidationError("\(version) is not a version.")
    }
  }
}
