/// The texts, with the versions they were seen in. A new version may word things anew: nothing here
/// is needed to see that a node is ill, only to say of what.
public enum LogTable {
  public static let rows: [LogRow] = [
    LogRow(
      .needsUpgrade, "must be upgraded", seenIn: "operators' reports of v4; not in its source"),
    LogRow(
      .needsUpgrade, "validators run consensusversion::", "which this build",
      seenIn: "snarkOS 10a74cd2 (2026)"),
    LogRow(
      .needsUpgrade, "written by a newer version of snarkvm", seenIn: "snarkVM 00c25a1e (2026)"),
    LogRow(.wrongGenesis, "incorrect genesis block", seenIn: "snarkVM of snarkOS 3.0.0 to 2025"),
    LogRow(.wrongGenesis, "mismatching network id", seenIn: "snarkVM 00c25a1e (2026)"),
    LogRow(
      .ledgerLocked, "while lock file", "resource temporarily unavailable",
      seenIn: "RocksDB in snarkOS 3.0.0 to 2026 (issue 3641)"),
    LogRow(.ledgerLocked, "lock hold by current process", seenIn: "RocksDB"),
    LogRow(
      .blockTreeStale, "stored height is different than the one in the block tree",
      seenIn: "snarkOS 4 (issue 4227)"),
    LogRow(
      .oldStorage, "still uses the old storage format", seenIn: "snarkOS 4.5 (pull request 4033)"),
    LogRow(.ledgerDamaged, "failed to load ledger", seenIn: "snarkVM of snarkOS 3.0.0 to 2025"),
    LogRow(.ledgerDamaged, "storage corruption detected", seenIn: "snarkOS 1be8a9b6 (2026)"),
    LogRow(.ledgerDamaged, "possible data corruption", seenIn: "snarkVM of snarkOS 3.0.0"),
    LogRow(
      .portTaken, "desired", "port is unavailable",
      seenIn: "snarkOS 3.0.0 to 2025: then it takes a random port"),
    LogRow(.portTaken, "failed to bind tcp port", seenIn: "snarkOS 02922133 (2026)"),
    LogRow(.portTaken, "can't build the prometheus exporter", seenIn: "snarkOS 3.0.0 to 2025"),
    LogRow(.portTaken, "address already in use", seenIn: "any Rust program"),
    LogRow(
      .cacheUnusable, "failed to read the signed proposals", seenIn: "snarkOS 3.0.0 to 2025"),
    LogRow(.cacheUnusable, "proposal cache is invalid", seenIn: "snarkOS of October 2024"),
    LogRow(
      .noQuorum, "not connected to a quorum of validators", seenIn: "snarkOS after October 2024"),
    LogRow(.outOfFiles, "too many open files", seenIn: "snarkOS (issue 3459)"),
    LogRow(.diskFull, "no space left on device", seenIn: "any program"),
  ]

  /// The known meaning of a line of a node's log. Only its first kilobyte is read.
  public static func meaning(of line: String) -> LogRow.Meaning? {
    let text = String(decoding: line.utf8.prefix(1_024), as: UTF8.self).lowercased()
    return rows.first { row in row.parts.allSatisfy(text.contains) }?.meaning
  }
}
