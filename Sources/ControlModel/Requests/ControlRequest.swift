public import AgentCore
public import Basics

/// A request to the daemon, after the API has checked its form and who sends it.
public enum ControlRequest: Hashable, Sendable {
  /// Answered by `.status`.
  case status
  /// Answered by `.version`.
  case version
  /// Answered by `.releases`.
  case releases
  /// Answered by `.operations`.
  case operations
  /// Answered by `.operation` at once: the API does the waiting for the next change itself.
  case operation(id: String)
  /// Answered by `.operation` as soon as it is durable, or by `.plan` for a dry run.
  case order(OrderVerb, chain: ChainName, OrderTerms = OrderTerms())
  /// The last one. Answered by `.migration`.
  case migration
  /// Answered by `.migration` as soon as it is durable, or by `.migrationPlan` for a dry run.
  case migrate(MigrationVerb, MigrationTerms = MigrationTerms())
  /// Answered by `.why`.
  case why(chain: ChainName)
  /// Answered by `.committee`.
  case committee(chain: ChainName)
  /// `file` is a name in the incoming folder. Answered by `.releases` with the one. The file is
  /// removed by the API after the answer, whatever it was.
  case addRelease(program: String, version: String, sha256: String?, file: String)
  /// Answered by `.releases` with the one.
  case removeRelease(ReleaseID)
  /// Answered by `.configuration`, or by `.configurationProblems`.
  case applyConfiguration(dryRun: Bool)
  /// Answered by `.host`.
  case host
  /// Answered by `.host`, as it was before, when the work has begun.
  case applyHost
  /// Answered by `.health`; with `refresh` once everything has been asked anew.
  case health(refresh: Bool)
  /// Whether the agent works. Answered by `.readiness`.
  case alive
  /// Answered by `.readiness` of the chain, or of all that are wanted. A drained chain is ready while
  /// peers answer for it, unless `drainedIsReady` is false.
  case readiness(chain: ChainName?, drainedIsReady: Bool = true)
}
