public import AgentCore
public import Basics

/// What a caller asks of a migration.
public enum MigrationRequest: Hashable, Sendable {
  /// With `acceptHalt` the caller takes it upon himself that chains halt, with `acceptConversion` that
  /// ledgers are converted.
  case start(
    to: Topology, release: String?, ifFails: Migration.IfFails, acceptHalt: Bool,
    acceptConversion: Bool)
  case resume(acceptHalt: Bool)
  case rollback(acceptHalt: Bool)
  case pause, abort, finish

  /// Nil for an order about the one there is.
  public var goal: Topology? {
    switch self {
    case .start(let goal, _, _, _, _): goal
    case .resume, .rollback, .pause, .abort, .finish: nil
    }
  }

  /// Whether the caller takes it upon himself that chains halt.
  public var acceptsHalt: Bool {
    switch self {
    case .start(_, _, _, let acceptHalt, _): acceptHalt
    case .resume(let acceptHalt), .rollback(let acceptHalt): acceptHalt
    case .pause, .abort, .finish: false
    }
  }
}
