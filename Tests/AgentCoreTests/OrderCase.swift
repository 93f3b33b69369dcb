import AgentCore
import Basics
import Testing

/// An order to a chain in some state, and the kind of what is answered.
struct OrderCase: Sendable, CustomTestStringConvertible {
  let kind: String
  let verb: Command.Verb
  var chain = Sample.state
  var now = Sample.serving()
  /// A node of another unit is taken over.
  var imports = false
  var testDescription: String { kind }

  init(
    _ kind: String, _ verb: Command.Verb,
    _ change: (inout ChainState, inout ChainObservation) -> Void = { _, _ in }
  ) {
    self.kind = kind
    self.verb = verb
    change(&chain, &now)
  }

  func accept(dryRun: Bool = false) -> Result<Accepted, Failure> {
    var command = Command(id: "op-9", chain: Sample.chain, verb: verb)
    command.imports = imports
    return CommandPolicy.accept(
      command, state: Sample.agent(chain),
      seeing: now, settings: Sample.settings, releases: Sample.releases, dryRun: dryRun)
  }
}
