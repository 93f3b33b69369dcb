public import AgentCore
public import Basics

/// The state of a chain's ledger: what is kept of it, and whether the program before can still read it.
public struct LedgerStatus: Codable, Hashable, Sendable {
  /// Whose ledger the backup is of; nil without one.
  public var backupOf: ReleaseID?
  public var backupAt: Timestamp?
  public var backupHeight: UInt64?
  /// The release before the last conversion: only `convertedFor`'s program can read it now.
  public var convertedFrom: ReleaseID?
  public var convertedFor: ReleaseID?

  /// The status of a ledger; nil when there is nothing to tell.
  public init?(_ ledger: LedgerState?) {
    guard let ledger else { return nil }
    backupOf = ledger.backup?.release
    backupAt = ledger.backup.map { Timestamp(unixMilliseconds: $0.atUnixMs) }
    backupHeight = ledger.backup?.height
    convertedFrom = ledger.conversion?.from
    convertedFor = ledger.conversion?.to
  }
}
