public import AgentCore
public import Basics

/// The verb of an order to the migration: its word on the command line and the last part of its path in the
/// API.
public enum MigrationVerb: String, CaseIterable, Sendable {
  case start, pause, resume, abort, rollback, finish

  /// The keys of the terms that it takes; any other is refused.
  public var terms: [String] {
    switch self {
    case .start:
      ["dry_run", "accept_halt", "accept_conversion", "to", "release", "if_fails"]
    case .resume, .rollback: ["dry_run", "accept_halt"]
    case .pause, .abort, .finish: ["dry_run"]
    }
  }

  /// The sentence's part that says what is wrong with these terms; nil when nothing is.
  public func flaw(in terms: MigrationTerms) -> String? {
    guard self == .start else { return nil }
    guard terms.to != nil else {
      return "to is one of \(Topology.allCases.map(\.rawValue).joined(separator: ", "))"
    }
    return terms.release.isEmpty || ReleaseID.isName(terms.release)
      ? nil : "the release isn't a version"
  }
}

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
