public import Basics

/// The world that the loop looks at and acts on: a host, or a simulated one.
///
/// Nothing here decides anything. What an implementation keeps between two calls may be lost at any
/// time, but for what `save` has made durable.
public protocol World: AnyObject {
  /// The error that can end the loop in the middle of a call, as a simulated power cut does;
  /// `Never` on a host.
  associatedtype Cut: Error

  /// Milliseconds since boot.
  var nowBoottimeMs: Int { get }
  /// The chains that are configured, in their order.
  var chains: [ChainName] { get }

  /// The settings of a chain; nil for one that isn't configured.
  func settings(of chain: ChainName) -> ChainSettings?

  /// The owner of a chain by its link now; nil when it names none, or can't be read.
  func owner(of chain: ChainName) -> Generation?

  /// A look at a chain, but for what the loop itself knows: failed effects, and the other chains.
  ///
  /// Nil when the chains were set up anew by it, so that all have to be looked at again.
  func look(at chain: ChainName, _ state: AgentState) throws(Cut) -> ChainObservation?

  /// A look for a decision about an order, which asks more of the host and tells nobody what it saw.
  func lookForGates(at chain: ChainName, _ state: AgentState) -> ChainObservation

  /// The other facts that a migration is decided from.
  ///
  /// - Parameter chains: what was seen of each, for gates.
  func migrationObservation(
    _ chains: [ChainName: ChainObservation], _ state: AgentState
  ) -> Result<MigrationObservation, Failure>

  /// Makes the state durable. After a failure the disk may hold the old state or the new one.
  func save(_ state: AgentState) throws(Cut) -> Failure?

  /// Does one effect, or says why not.
  ///
  /// - Parameter chain: nil for a unit of the migration's hook.
  func perform(_ effect: Effect, of chain: ChainName?) throws(Cut) -> Failure?

  /// Begins what is due beside the decisions, such as probes.
  ///
  /// Returns when something is due again, in milliseconds since boot; nil when nothing is.
  func attend(to chain: ChainName, _ seen: ChainObservation) -> Int?

  /// Takes news for people.
  func tell(_ news: LoopNews)
}
