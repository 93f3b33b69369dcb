/// A text that nodes are known to write, and what it means.
public struct LogRow: Hashable, Sendable {
  public enum Meaning: String, Sendable, CaseIterable {
    case needsUpgrade = "needs_upgrade"
    case wrongGenesis = "wrong_genesis"
    case ledgerLocked = "ledger_locked"
    case ledgerDamaged = "ledger_damaged"
    case blockTreeStale = "block_tree_stale"
    case oldStorage = "old_storage"
    case portTaken = "port_taken"
    case cacheUnusable = "cache_unusable"
    case noQuorum = "no_quorum"
    case outOfFiles = "out_of_files"
    case diskFull = "disk_full"
  }

  public let meaning: Meaning
  /// All of these are in the line, in lower case.
  public let parts: [String]
  /// Which programs and versions were seen to write it.
  public let seenIn: String

  init(_ meaning: Meaning, _ parts: String..., seenIn: String) {
    self.meaning = meaning
    self.parts = parts
    self.seenIn = seenIn
  }
}
