import Basics
import LinuxSystem
import TestSupport
import Testing

@testable import NodeImport
@testable import OnDisk

/// Records of imports: a node that was taken over by an older version can be given back by this one.
@Suite struct ImportTests {
  private static let records = Frozen.files {
    $0.hasPrefix("imports/") && $0.hasSuffix("-alpha.json")
  }

  @Test func thereAreRecordsOfEachVersionThereAndBack() throws {
    for version in Frozen.versions {
      let mine = try Self.records.filter { $0.version == version }.map {
        try Frozen.tree($0.bytes())
      }
      for direction in ["forward", "back"] {
        let steps = Set(mine.filter { $0["direction"] == .string(direction) }.map { $0["step"] })
        #expect(steps.count >= 5, "\(version), \(direction): \(steps.count) steps")
      }
    }
  }

  @Test(arguments: records) func aRecordIsReadInFullAndCanBeSaved(_ item: Frozen.Item) throws {
    let folder = TestFolder()
    let alpha = try #require(ChainName("alpha"))
    try folder.file("var/lib/adnet/imports/alpha.json", try item.text())
    try folder.folder("var/lib/adnet/chains")
    let store = ImportStore(Paths(root: folder.path), alpha)
    let record = try #require(try store.load())
    try store.save(record)
    #expect(try store.load() == record)
    let before = try Frozen.tree(try item.bytes())
    guard before["schema"] == .string(ImportRecord.schemaName) else { return }
    let again = try Frozen.tree(Array(try folder.text("var/lib/adnet/imports/alpha.json").utf8))
    #expect(before.firstDifference(in: again) == nil)
  }

  @Test(arguments: Frozen.files { $0.hasSuffix("-import.json") })
  func aNoticeIsRead(_ item: Frozen.Item) throws {
    let file = StateFile<ImportNotice>(item.path, schema: ImportNotice.schemaName)
    #expect(try file.load() != nil)
  }

  @Test(arguments: Frozen.files { $0.hasSuffix("-imported.json") })
  func aNoteIsRead(_ item: Frozen.Item) throws {
    let file = StateFile<ImportedNote>(item.path, schema: ImportedNote.schemaName)
    #expect(try file.load() != nil)
  }
}
