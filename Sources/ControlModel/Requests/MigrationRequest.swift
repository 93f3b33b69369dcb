public import AgentCore

/// What a caller asks of a migration.
public enum MigrationRequest: Hashable, Sendable {
  /// With `acceptHalt` the caller takes it upon himself that chains halt, with `acceptConversion` that
  /// ledgers are converted.
  case start(
    to: Topology, release: String?, ifFails: Migration.IfFails, acceptHalt: Bool,
    acceptConversion: Bool)
  case pause, resume, abort, rollback, finish
}
