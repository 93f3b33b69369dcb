public import AgentCore
public import Basics

/// The terms of an order to the migration; what `OrderTerms` says of keys and defaults holds here, too.
public struct MigrationTerms: Codable, Hashable, Sendable {
  /// Whether only the plan is wanted, and nothing done.
  public var dryRun = false
  /// Whether the caller takes it upon himself that chains halt.
  public var acceptHalt = false
  /// Whether the caller takes it upon himself that ledgers are converted.
  public var acceptConversion = false
  /// The goal of a start, which needs one.
  public var to: Topology?
  /// The version of the unified program; empty for the one that runs already, or for what each chain ran
  /// before it.
  public var release = ""
  /// The reaction to a step that has failed twice.
  public var ifFails = Migration.IfFails.stay

  public init() {}
}
