public import AgentCore
public import ArgumentParser
public import Basics
import ControlModel

/// The options of a migration's start.
struct MigrationOptions: ParsableArguments {
  @Option(name: .long, help: "The target topology: separate, split or unified.")
  var to: Topology

  @Option(
    name: .long,
    help: """
      The version of adnet. Default: the version that runs now; with --to separate, the programs \
      that ran before adnet.
      """)
  var release: String?

  @Option(
    name: .long,
    help: "After a step failed twice: stay and wait for an operator, or go back to the start.")
  var ifFails: Migration.IfFails = .stay

  @OptionGroup var halt: HaltOption

  @Flag(
    name: .long,
    help: "Accept ledger conversions where configured; they can't be undone.")
  var acceptConversion = false

  func validate() throws {
    guard let release, !ReleaseID.isName(release) else { return }
    throw ValidationError("\(release) is not a version.")
  }

  var terms: MigrationTerms {
    var terms = halt.terms
    (terms.to, terms.release, terms.ifFails) = (to, release ?? "", ifFails)
    terms.acceptConversion = acceptConversion
    return terms
  }
}

extension Topology: ExpressibleByArgument {}
extension Migration.IfFails: ExpressibleByArgument {}
