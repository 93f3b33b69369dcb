public import AgentCore
public import ArgumentParser
public import Basics
import ControlModel

/// Where a migration leads, and how.
struct MigrationOptions: ParsableArguments {
  @Option(name: .long, help: "The topology: separate, split or unified.")
  var to: Topology

  @Option(
    name: .long,
    help: "The version of adnet; left out, the one that runs already, or what ran before adnet.")
  var release: String?

  @Option(
    name: .long,
    help: "When a step has failed twice: stay, and ask an operator, or go back to the beginning.")
  var ifFails: Migration.IfFails = .stay

  @OptionGroup var halt: HaltOption

  @Flag(
    name: .long,
    help: "Convert ledgers where that is configured: from then on there is no way back.")
  var acceptConversion = false

  func validate() throws {
    guard let release, !ReleaseID.isName(release) else { return }
    throw ValidationError("\(release) isn't a version.")
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
