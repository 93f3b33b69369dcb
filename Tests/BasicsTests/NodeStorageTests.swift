import Basics
import Testing

/// The places are snarkOS's: `node/bft/src/helpers/proposal_cache.rs` up to 4.4 (3565 for `--storage`),
/// `utilities/src/node_data.rs` and `cli/src/commands/start.rs` from 4.5 on (4033), `aleo_std` for ledgers.
@Suite struct NodeStorageTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let words: String
    let layout: NodeStorage.Layout
    let ledger: String
    /// The first is where such a version looks.
    let records: [String]

    init(
      _ words: String, _ layout: NodeStorage.Layout, _ ledger: String, _ records: String...
    ) {
      self.words = words
      self.layout = layout
      self.ledger = ledger
      self.records = records
    }

    var testDescription: String { words.isEmpty ? "nothing said" : words }
  }

  private static let home = "/n"

  static let cases = [
    // Nothing said: up to 4.4 beside the ledger, from 4.5 on in node-data.
    Case(
      "", .open, "/n/.aleo/storage/ledger-0", "/n/.aleo/storage/current-proposal-cache-0",
      "/n/.aleo/storage/node-data-0/current-proposal-cache",
      "/n/.aleo/storage/ledger-0/current-proposal-cache-0",
      "/n/.aleo/storage/ledger-0/current-proposal-cache"),
    Case(
      "--network 1", .open, "/n/.aleo/storage/ledger-1",
      "/n/.aleo/storage/current-proposal-cache-1",
      "/n/.aleo/storage/node-data-1/current-proposal-cache",
      "/n/.aleo/storage/ledger-1/current-proposal-cache-1",
      "/n/.aleo/storage/ledger-1/current-proposal-cache"),
    Case(
      "--network=canary", .open, "/n/.aleo/storage/ledger-2",
      "/n/.aleo/storage/current-proposal-cache-2",
      "/n/.aleo/storage/node-data-2/current-proposal-cache",
      "/n/.aleo/storage/ledger-2/current-proposal-cache-2",
      "/n/.aleo/storage/ledger-2/current-proposal-cache"),
    Case(
      "--network testnet --dev 3", .open, "/n/.ledger-1-3", "/n/.current-proposal-cache-1-3",
      "/n/.node-data-1-3/current-proposal-cache", "/n/.ledger-1-3/.current-proposal-cache-1-3",
      "/n/.ledger-1-3/current-proposal-cache"),
    // Up to 4.4 with a path of its own: in it; 3.0 has it beside the usual ledger all the same.
    Case(
      "--storage /d/ledger/", .joint, "/d/ledger", "/d/ledger/current-proposal-cache-0",
      "/d/ledger/current-proposal-cache", "/n/.aleo/storage/current-proposal-cache-0"),
    Case(
      "--storage=ledger --network 2 --dev 1", .joint, "/n/ledger",
      "/n/ledger/.current-proposal-cache-2-1", "/n/ledger/current-proposal-cache",
      "/n/.current-proposal-cache-2-1"),
    // From 4.5 on.
    Case(
      "--ledger-storage /d/ledger --node-data-storage /d/node", .parted, "/d/ledger",
      "/d/node/current-proposal-cache"),
    Case(
      "--storage /d/ledger --node-data-storage node", .parted, "/d/ledger",
      "/n/node/current-proposal-cache"),
    Case(
      "--auto-migrate-node-data --network 1", .parted, "/n/.aleo/storage/ledger-1",
      "/n/.aleo/storage/node-data-1/current-proposal-cache",
      "/n/.aleo/storage/ledger-1/current-proposal-cache"),
    Case(
      "--auto-migrate-node-data --dev 0", .parted, "/n/.ledger-0-0",
      "/n/.node-data-0-0/current-proposal-cache", "/n/.ledger-0-0/current-proposal-cache"),
    // What isn't understood is as good as nothing.
    Case(
      "--network moon --storage", .open, "/n/.aleo/storage/ledger-0",
      "/n/.aleo/storage/current-proposal-cache-0",
      "/n/.aleo/storage/node-data-0/current-proposal-cache",
      "/n/.aleo/storage/ledger-0/current-proposal-cache-0",
      "/n/.aleo/storage/ledger-0/current-proposal-cache"),
  ]

  @Test(arguments: cases) func placesFollowTheArguments(_ given: Case) {
    let words = given.words.split(separator: " ").map(String.init)
    let storage = NodeStorage(["start", "--nodisplay"] + words, home: Self.home)
    #expect(storage.layout == given.layout)
    #expect(storage.ledger == given.ledger)
    #expect(storage.records == given.records)
    #expect(!storage.isValidator)
    #expect(NodeStorage(words + ["--validator"], home: Self.home).isValidator)
  }

  @Test func theSecondChainOfAProcessHasPlacesOfItsOwn() {
    let delta = ChainName("delta")
    let words = ["--storage", "/a", "--node-data-storage", "/a/node"]
    let usual = NodeStorage(words, home: Self.home, second: delta)
    #expect(usual.ledger == "/a-delta")
    #expect(usual.records.contains("/a-delta/current-proposal-cache"))
    let told = NodeStorage(
      words + ["--delta-storage", "/b", "--delta-node-data-storage", "/c"], home: Self.home,
      second: delta)
    #expect(told.ledger == "/b")
    #expect(told.records == ["/c/current-proposal-cache"])
    // Nothing that may be the first one's.
    for words in [["run"], ["run", "--storage", "/a"], ["run", "--auto-migrate-node-data"]] {
      let first = NodeStorage(words, home: Self.home)
      let second = NodeStorage(words, home: Self.home, second: delta)
      #expect(Set(first.records).isDisjoint(with: second.records), "\(words)")
      #expect(second.isValidator)
    }
    #expect(!NodeStorage(["run", "--client"], home: Self.home).isValidator)
  }

  /// Across the line of 4.5 they look in different places, within each side in the same.
  @Test func onlyOtherWordsMakeTheRecordTravel() {
    func storage(_ words: String) -> NodeStorage {
      NodeStorage(words.split(separator: " ").map(String.init), home: Self.home)
    }
    let old = storage("--storage /d")
    #expect(!old.sharesRecord(with: storage("--ledger-storage /d --node-data-storage /e")))
    #expect(!old.sharesRecord(with: storage("--storage /other")))
    #expect(!storage("").sharesRecord(with: storage("--network 1")))
    #expect(old.sharesRecord(with: storage("--storage /d --rest-rps 100")))
  }
}
