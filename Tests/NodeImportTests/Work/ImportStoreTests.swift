import Basics
import LinuxSystem
import TestSupport
import Testing

@testable import NodeImport

@Suite struct ImportStoreTests {
  private let folder = TestFolder()
  private let alpha = ChainName("alpha")!
  private var paths: Paths { Paths(root: folder.path) }

  /// One of `adnet.import/1`, as a state between 0.1.0 and 0.2.0 left it; those of releases are in Tests/Frozen.
  private func imported() throws -> ImportStore {
    let golden = "\(Folder.parent(of: #filePath))/Golden/import-1.json"
    try folder.folder("var/lib/adnet/chains")
    try folder.file("var/lib/adnet/imports/alpha.json", try File.text(golden, limit: 64 * 1024))
    return ImportStore(paths, alpha)
  }

  /// A host that was imported by it is upgraded, and wants to go back.
  @Test func aRecordOfTheVersionBeforeIsRead() throws {
    let store = try imported()
    var record = try #require(try store.load())
    #expect(record.isOver && !record.isUndone)
    #expect(record.node.ledgers.map(\.path) == ["/home/devops/.aleo/storage/ledger-0"])
    #expect(record.plan.moves.allSatisfy { $0.inode == 0 })
    record.turnBack()
    try store.save(record)
    #expect(try store.load() == record)
  }

  /// What all may read says nothing but where it is; it is gone with the import's end.
  @Test func theNoticeIsThereWhileItIsNotOver() throws {
    let store = try imported()
    var record = try #require(try store.load())
    record.isDone = false
    record.failure = .init(
      Failure(.importInTheWay, "cannot move it", hint: "move it", exit: .failed))
    try store.save(record)
    let notice = paths.importNotice(alpha)
    let said = try File.text(notice, limit: 4096)
    #expect(said.contains("cannot move it") && said.contains("alphaos-node.service"))
    #expect(!said.contains("--private-key-file"))
    #expect(try File.status(notice)?.mode == 0o644)
    #expect(try File.status(paths.importedNote(alpha)) == nil)
    record.isDone = true
    try store.save(record)
    #expect(try File.status(notice) == nil)
    #expect(try File.status("\(paths.imports)/alpha.json")?.mode == 0o600)
  }

  /// Where it came from can be seen from its end until it is undone.
  @Test func theNoteIsThereWhileItMayBeUndone() throws {
    let store = try imported()
    var record = try #require(try store.load())
    try store.save(record)
    let note = paths.importedNote(alpha)
    let said = try File.text(note, limit: 4096)
    #expect(said.contains("alphaos-node.service") && said.utf8.count < 200, "\(said)")
    #expect(try File.status(note)?.mode == 0o644)
    record.turnBack()
    try store.save(record)
    #expect(try File.status(note) != nil)
    while let step = record.next {
      record.begin(step)
      record.isDone = true
    }
    try store.save(record)
    #expect(try File.status(note) == nil)
  }
}
