import Basics
import LinuxSystem
import OnDisk
import TestSupport
import Testing

@testable import Ledger

/// The works on a ledger, on real files. The file system of the tests may or may not share blocks.
@Suite struct LedgerJobTests {
  let host: LedgerFixture
  init() throws { host = try LedgerFixture() }

  @Test func keepsTheFilesAndNeitherKeysNorTheProposalCache() throws {
    try host.write("notes.old", "not of the ledger")
    try host.job().run(.backup)
    #expect(host.read("000007.sst", in: "ledger.adnet-backup/files") == "table")
    #expect(host.read("db/000009.sst", in: "ledger.adnet-backup/files") == "another table")
    #expect(host.read("CURRENT", in: "ledger.adnet-backup/files") == "MANIFEST-1\n")
    let kept = try host.names("ledger.adnet-backup")
    for name in ["current-proposal-cache", "validator.key", "LOCK", "notes.old"] {
      #expect(!kept.contains { $0.hasSuffix(name) }, "\(name)")
    }
    // What the node changes later isn't changed in the backup.
    try host.write("CURRENT", "MANIFEST-2\n")
    #expect(host.read("CURRENT", in: "ledger.adnet-backup/files") == "MANIFEST-1\n")
    #expect(try host.names("").allSatisfy { !$0.contains(".new") && !$0.contains(".probe") })
  }

  @Test func withoutSharedBlocksTablesGetASecondNameAndTheRestIsCopied() throws {
    let keeper = LedgerKeeper(
      tree: LedgerFiles(root: host.ledger, excluded: []), copyLimit: 1 << 20)
    let result = try keeper.keep(in: "\(host.home)/kept")
    let kept = Dictionary(uniqueKeysWithValues: result.files.map { ($0.path, $0.kept) })
    guard kept["CURRENT"] == .copied else { return }  // it can share here
    #expect(kept["000007.sst"] == .linked)
    #expect(try host.inode("000007.sst") == host.inode("000007.sst", in: "kept"))
    #expect(try host.inode("CURRENT") != host.inode("CURRENT", in: "kept"))
    #expect(result.linked == 2)
    #expect(result.copied == 3)
  }

  @Test func aBackupThatWouldTakeLongIsRefusedBeforeAndInTheGap() throws {
    try host.write("000011.log", String(repeating: "x", count: 5_000))
    host.copyLimit = 4_000
    let kinds = [host.kind(.survey), host.kind(.backup)]
    // Where blocks are shared nothing is copied.
    #expect(kinds == [nil, nil] || kinds == ["backup_too_slow", "backup_too_slow"])
    #expect(host.read("000011.log")?.utf8.count == 5_000)
    #expect(kinds[0] == nil || host.read("CURRENT", in: "ledger.adnet-backup/files") == nil)
  }

  @Test(.enabled(if: SmallDisk.isPossible))
  func aBackupForWhichThereIsNoRoomIsRefusedBeforeAnythingIsTouched() throws {
    let disk = try SmallDisk(kilobytes: 256)
    let small = try LedgerFixture(home: disk.path)
    try small.write("000011.log", String(repeating: "x", count: 150_000))
    #expect(small.kind(.survey) == "no_space")
    #expect(small.kind(.backup) == "no_space")
    #expect(try File.status("\(small.ledger)/000011.log")?.size == 150_000)
    try File.remove("\(small.ledger)/000011.log")
    #expect(small.kind(.backup) == nil)
    #expect(small.read("CURRENT", in: "ledger.adnet-backup/files") == "MANIFEST-1\n")
  }

  @Test func aLedgerThatIsMissingOrStrangeIsToldBeforeAnythingIsTouched() throws {
    try Folder.link("\(host.ledger)/elsewhere", to: "/tmp")
    #expect(host.kind(.survey) == "ledger_unknown")
    try Folder.removeTree(host.ledger)
    #expect(host.kind(.survey) == "ledger_missing")
  }

  @Test func whileANodeHasTheLockNothingIsDone() throws {
    let lock = try ChainLockFile(Paths(root: host.folder.path), host.alpha).take()
    #expect(host.kind(.backup) == "chain_locked")
    #expect(host.kind(.handover) == "chain_locked")
    #expect(host.kind(.grant) == "chain_locked")
    #expect(host.kind(.handback) == "chain_locked")
    #expect(host.kind(.survey) == nil)
    _ = consume lock
    #expect(host.kind(.backup) == nil)
  }

  @Test func movesItToWhereTheNextProgramLooksAndBack() throws {
    host.unifiedPlace = "data/alpha"
    try host.owns(host.unified)
    for _ in 1...2 { try host.job().run(.handover) }
    #expect(host.read("000007.sst", in: "data/alpha") == "table")
    #expect(host.read("current-proposal-cache", in: "data/alpha") == "cache at 7")
    #expect(host.read("000007.sst") == nil)
    for _ in 1...2 { try host.job().run(.handback) }
    #expect(host.read("000007.sst") == "table")
    #expect(host.read("000007.sst", in: "data/alpha") == nil)
    // Nothing is ever put over something else.
    try host.write("000007.sst", "a stranger's", in: "data/alpha")
    #expect(host.kind(.handover) == "ledger_in_the_way")
    #expect(host.read("000007.sst") == "table")
  }

  /// Its next program gets a ledger with the step that ends the work on it, and no sooner.
  @Test func theMarkSaysWhoseLedgerItIs() throws {
    // Both programs read the same: it is everyone's.
    try host.job().run(.survey)
    #expect(host.mark == nil)
    host.conversion = ["convert"]
    try host.job().run(.survey)
    #expect(host.mark == "alphaos\n")
    try host.job().run(.backup)
    try host.owns(host.unified)
    // There is no such program: the conversion fails.
    #expect(host.kind(.handover) != nil)
    #expect(host.mark == "alphaos\n")
    try host.job().run(.grant)
    #expect(host.mark == "adnet\n")
    try host.job().run(.handback)
    #expect(host.mark == "alphaos\n")
    // Where it is only moved, the move ends with it.
    host.conversion = []
    host.unifiedPlace = "data/alpha"
    try host.job().run(.handover)
    #expect(host.mark == "adnet\n")
    try host.job().run(.handback)
    #expect(host.mark == "alphaos\n")
    try host.owns(host.own)
    host.unifiedPlace = "ledger"
    try host.job().run(.survey)
    #expect(host.mark == nil)
  }

  @Test func aSurveyThatFailsChangesNothing() throws {
    host.conversion = ["convert"]
    try Folder.removeTree(host.ledger)
    #expect(host.kind(.survey) == "ledger_missing")
    #expect(host.mark == nil)
  }

  @Test func aConvertedLedgerIsPutBackWithTheProposalCacheOfNow() throws {
    host.conversion = ["convert"]
    try host.job().run(.backup)
    try host.owns(host.unified)
    // What a conversion does: new tables, other files exchanged or gone.
    try host.write("000020.sst", "new format")
    try host.write("CURRENT", "MANIFEST-9\n")
    try File.remove("\(host.ledger)/000007.sst")
    try host.write("current-proposal-cache", "cache at 9")
    try host.job().run(.handback)
    #expect(host.read("CURRENT") == "MANIFEST-1\n")
    #expect(host.read("000007.sst") == "table")
    #expect(host.read("000020.sst") == nil)
    #expect(host.read("current-proposal-cache") == "cache at 9")
    #expect(host.read("validator.key") == "secret")
    #expect(
      try host.names("").allSatisfy { !$0.contains("restoring") && !$0.contains("converted") })
    // And again, after a conversion that was cut off once more.
    try host.write("CURRENT", "MANIFEST-9\n")
    try host.job().run(.handback)
    #expect(host.read("CURRENT") == "MANIFEST-1\n")
  }

  /// Where each of its renames can have been cut off.
  @Test(arguments: 0...3)
  func puttingItBackIsResumed(_ cut: Int) throws {
    host.conversion = ["convert"]
    try host.job().run(.backup)
    try host.owns(host.unified)
    try host.write("CURRENT", "MANIFEST-9\n")
    try host.write("current-proposal-cache", "cache at 9")
    let places = host.places
    switch cut {
    case 0: try host.write("CURRENT", "half", in: "ledger.adnet-restoring")
    case 1...2:
      // As complete as it is before the first rename.
      try host.job().run(.handback)
      try Folder.rename(host.ledger, to: places.fresh)
      try Folder.make(places.replaced)
      try Folder.rename(
        "\(places.fresh)/current-proposal-cache", to: "\(places.replaced)/current-proposal-cache")
      if cut == 2 { try Folder.rename(places.fresh, to: host.ledger) }
    default:
      try host.job().run(.handback)
    }
    try host.job().run(.handback)
    #expect(host.read("CURRENT") == "MANIFEST-1\n")
    #expect(host.read("current-proposal-cache") == "cache at 9")
    #expect(try File.status(places.fresh) == nil)
    #expect(try File.status(places.replaced) == nil)
  }

  @Test func aTableThatAConversionChangedInPlaceIsNotTakenForTheOldOne() throws {
    host.conversion = ["convert"]
    try host.job().run(.backup)
    try host.owns(host.unified)
    let path = "\(host.ledger)/000007.sst"
    guard try host.inode("000007.sst") == host.inode("000007.sst", in: "ledger.adnet-backup/files")
    else { return }  // blocks are shared here
    try Descriptor.open(path, .append(mode: 0o644)).writeAll(Array("more".utf8))
    #expect(host.kind(.handback) == "backup_changed")
    #expect(host.read("000007.sst") == "tablemore")
  }

  @Test func withoutABackupAConvertedLedgerStays() throws {
    host.conversion = ["convert"]
    try host.owns(host.unified)
    #expect(host.kind(.handback) == "backup_missing")
    #expect(host.read("CURRENT") == "MANIFEST-1\n")
  }

  @Test func theBackupIsForgotten() throws {
    try host.job().run(.backup)
    for _ in 1...2 { try host.job().run(.forget) }
    #expect(try File.status(host.places.backup) == nil)
    #expect(host.read("000007.sst") == "table")
  }
}
