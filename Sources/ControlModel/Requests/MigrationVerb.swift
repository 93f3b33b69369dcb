import Basics

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
