/// What is done to a chain's ledger, each by one run of a unit; but for the survey while no node has
/// it.
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
  /// Removes the backup.
  case forget

  /// `adnet-ledger-alpha@backup.service`; it remains active after a run that ended well.
  public func unit(of chain: ChainName) -> String { "adnet-ledger-\(chain)@\(rawValue).service" }

  public static func units(of chain: ChainName) -> [String] { allCases.map { $0.unit(of: chain) } }
}
