/// A work on a chain's ledger or safety record, each by one run of a unit; but for the survey and
/// the look for the record while no node has them.
public enum LedgerWork: String, Codable, Sendable, CaseIterable {
  /// Looks whether the backup can be made, while the node still runs.
  case survey
  /// Keeps its files as they are, beside it.
  case backup
  /// Puts it where the program that owns the chain looks for it, and converts it where that is
  /// configured.
  case handover
  /// Makes it the ledger of the program that owns the chain: before, no supervisor starts that on it.
  case grant
  /// Puts it back as it was before the hand-over.
  case handback
  /// Brings the safety record to where the owner's node looks for it.
  case carry
  /// Says where that is, while the node runs.
  case record
  /// Keeps every node from starting, since one has run without its safety record: what that has written
  /// is no record to go on from.
  case hold
  /// Ends that where the record is back.
  case resume
  /// Ends that without it.
  case accept
  /// Removes the backup.
  case forget

  /// `adnet-ledger-alpha@backup.service`; it remains active after a run that ended well.
  public func unit(of chain: ChainName) -> String { "adnet-ledger-\(chain)@\(rawValue).service" }

  public static func units(of chain: ChainName) -> [String] { allCases.map { $0.unit(of: chain) } }
}
