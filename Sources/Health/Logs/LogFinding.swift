/// A known text in a node's log.
public struct LogFinding: Hashable, Sendable {
  public let meaning: LogRow.Meaning
  /// When it was written last, by the boot's clock.
  public let atMs: Int

  public init(_ meaning: LogRow.Meaning, atMs: Int) {
    self.meaning = meaning
    self.atMs = atMs
  }
}

extension LogRow.Meaning {
  /// One sentence.
  var words: String {
    switch self {
    case .needsUpgrade: "its log says that it must be upgraded"
    case .wrongGenesis:
      "its log says that its genesis block differs: wrong binary or network"
    case .ledgerLocked: "its log says that another process has its ledger locked"
    case .ledgerDamaged: "its log says that its ledger can't be loaded"
    case .blockTreeStale:
      "its log says that its block tree doesn't fit its ledger, which is undamaged"
    case .oldStorage: "its log says that its files are where versions before 4.5 keep them"
    case .portTaken: "its log says that one of its ports is taken"
    case .cacheUnusable: "its log says that its proposal cache can't be used"
    case .noQuorum: "its log says that it isn't connected to a quorum of validators"
    case .outOfFiles: "its log says that it has too many files open"
    case .diskFull: "its log says that the disk is full"
    }
  }

  /// The command that helps.
  func hint(chain: String, unit: String) -> String {
    switch self {
    case .needsUpgrade: "adnet-agent release add FILE; adnet-agent swap \(chain) VERSION"
    case .wrongGenesis: "adnet-agent release list; adnet-agent rollback \(chain)"
    case .ledgerLocked: "fuser -v /var/lib/adnet/nodes/\(chain)/ledger/LOCK; never delete the file"
    case .ledgerDamaged, .cacheUnusable: "journalctl -u \(unit)"
    case .blockTreeStale:
      "adnet-agent stop \(chain); remove block_tree from its ledger's directory; adnet-agent start \(chain), which takes some minutes"
    case .oldStorage:
      "give this version a command with --node-data-storage and --auto-migrate-node-data (command \"NAME@VERSION\" in agent.toml)"
    case .portTaken: "ss -lntp; adnet-agent status"
    case .noQuorum: "journalctl -u \(unit); adnet-agent health \(chain)"
    case .outOfFiles: "adnet-agent config show; limits.open_files of chain \(chain)"
    case .diskFull: "df -h; adnet-agent status"
    }
  }
}
