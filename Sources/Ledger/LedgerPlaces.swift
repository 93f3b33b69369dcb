import Basics

/// Where a chain's ledger is, and what is kept beside it: on its file system, with its account.
public struct LedgerPlaces: Sendable {
  /// The chain's own program, such as `alphaos`.
  public let program: String
  /// Where that looks for the ledger, and where the unified one does.
  public let own: String
  public let unified: String

  public init(program: String, own: String, unified: String) {
    self.program = program
    self.own = own
    self.unified = unified
  }

  func of(unified isUnified: Bool) -> String { isUnified ? unified : own }

  func program(unified isUnified: Bool) -> String {
    isUnified ? ProgramName.unified : program
  }

  var backup: String { "\(own).adnet-backup" }
  /// A backup that isn't complete yet.
  var newBackup: String { "\(own).adnet-backup.new" }
  /// A ledger that is being made from the backup.
  var fresh: String { "\(own).adnet-restoring" }
  /// What that one replaces.
  var replaced: String { "\(own).adnet-converted" }
}
