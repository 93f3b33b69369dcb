import Basics

/// The places of a chain's ledger and of what is kept beside it: on its file system, with its account.
public struct LedgerPlaces: Sendable {
  /// The chain's own program, such as `alphaos`.
  public let program: String
  /// The places where that program looks for the ledger, and where the unified one does.
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
  /// The place of the ledger that the backup replaces.
  var replaced: String { "\(own).adnet-converted" }
}
