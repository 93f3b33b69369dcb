import AgentCore
import ArgumentParser
import Basics

struct Swap: ChainOrder {
  static let verb = OrderVerb.swap
  static let configuration = CommandConfiguration(
    commandName: verb.rawValue,
    abstract: "Put another release of a chain's node in place; clients wait meanwhile.",
    discussion: """
      The first swap of a chain installs its node. When a step fails, the release before serves \
      again by itself.
      """)

  @Argument(help: "The chain, such as alpha.")
  var chain: ChainArgument
  @Argument(
    help: """
      The version of an added release of the program in place; with its digest when two releases \
      have that version, with the program in front (adnet/1.0.0) for another program.
      """)
  var version: String
  @Flag(
    name: .long,
    help:
      "The ledger from before a conversion was put back by hand (/usr/share/doc/adnet-agent/operating.md)."
  )
  var ledgerPutBack = false
  @OptionGroup var options: OrderOptions
  @OptionGroup var format: Format
  @OptionGroup var place: Place

  var terms: OrderTerms {
    var terms = options.terms
    (terms.version, terms.ledgerPutBack) = (version, ledgerPutBack)
    return terms
  }

  func validate() throws {
    guard ReleaseID.isName(version) else {
      throw ValidationError("\(version) isn't a version.")
    }
  }
}
