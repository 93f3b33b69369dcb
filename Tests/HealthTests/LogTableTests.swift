import Testing

@testable import Health

@Suite struct LogTableTests {
  /// Lines as nodes wrote them (see `seenIn`).
  @Test(
    arguments: [
      ("Error: the node must be upgraded: the consensus version at height 7", .needsUpgrade),
      ("Incorrect genesis block (run 'snarkos clean' and try again)", .wrongGenesis),
      (
        "IO error: While lock file: /x/LOCK: Resource temporarily unavailable", .ledgerLocked
      ),
      (
        "ERROR snarkos: Failed to start node — Failed to initialize the ledger — The stored height"
          + " is different than the one in the block tree; please ensure", .blockTreeStale
      ),
      (
        "WARN Trying any listening port, as the desired port is unavailable: Address already in use",
        .portTaken
      ),
      (
        "Error: Node still uses the old storage format. Use --auto-migrate-node-data", .oldStorage
      ),
      ("Not connected to a quorum of validators", .noQuorum),
      ("IO error: While open a file for appending: /x/1.sst: Too many open files", .outOfFiles),
    ] as [(String, LogRow.Meaning)])
  func aKnownTextIsRecognised(line: String, meaning: LogRow.Meaning) {
    #expect(LogTable.meaning(of: line) == meaning)
  }

  @Test func whatIsNotKnownSaysNothing() {
    #expect(LogTable.meaning(of: "Advanced to block 7 at round 14") == nil)
    #expect(LogTable.meaning(of: "") == nil)
    // Nobody can make us read megabytes.
    #expect(LogTable.meaning(of: String(repeating: "x", count: 5_000) + "must be upgraded") == nil)
  }

  @Test func eachRowSaysWhereItWasSeen() {
    for row in LogTable.rows {
      #expect(!row.seenIn.isEmpty && !row.parts.isEmpty)
      #expect(row.parts.allSatisfy { $0 == $0.lowercased() })
    }
  }

  @Test func aClockThatTicksIsNoNews() {
    var novelty = LogNovelty()
    for second in 10..<60 { novelty.note("2026-11-25T14:00:\(second)Z  INFO Waiting for peers") }
    #expect(novelty.count == 1)
    for percent in 1...50 { novelty.note("2026-11-25T14:00:00Z  INFO Loading \(percent)%") }
    #expect(novelty.count == 51)
  }
}
