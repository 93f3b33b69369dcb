import Basics
import Glibc
import LinuxSystem
import TestSupport
import Testing

@Suite struct FileTests {
  let folder = TestFolder()

  @Test func aWrittenFileIsThereWithItsModeAndNothingBesideIt() throws {
    let path = "\(folder.path)/a"
    try File.writeAtomically(Array("one".utf8), to: path, mode: 0o600)
    try File.writeAtomically(Array("two".utf8), to: path, mode: 0o640)
    #expect(try File.text(path, limit: 3) == "two")
    #expect(try File.status(path)?.mode == 0o640)
    #expect(try folder.tree() == ["a"])
  }

  @Test func aFileAboveTheLimitIsRefused() throws {
    let path = try folder.file("a", "four")
    #expect(throws: Failure.self) { try File.read(path, limit: 3) }
    do { _ = try File.read(path, limit: 3) } catch {
      #expect(error.kind.rawValue == "file_too_large")
    }
  }

  @Test func aMissingFileIsTold() throws {
    #expect(try File.readIfPresent("\(folder.path)/none", limit: 1) == nil)
    do {
      _ = try File.read("\(folder.path)/none", limit: 1)
      Issue.record("it was read")
    } catch {
      #expect(error.kind.rawValue == "not_found")
      #expect(error.text == "cannot open \(folder.path)/none: No such file or directory")
    }
  }

  /// Of what a command line names: nothing is waited for, and no device is opened.
  @Test(
    .timeLimit(.minutes(1)),
    arguments: ["pipe", "folder", "link to a pipe", "/dev/zero", "/dev/null"])
  func whatIsNoFileIsToldAtOnce(_ kind: String) throws {
    var path = "\(folder.path)/a"
    switch kind {
    case "pipe": #expect(mkfifo(path, 0o600) == 0)
    case "folder": try Folder.make(path)
    case "link to a pipe":
      #expect(mkfifo("\(folder.path)/pipe", 0o600) == 0)
      try Folder.link(path, to: "pipe")
    default: path = kind
    }
    for read in [{ _ = try File.read(path, limit: 9) }, { _ = try File.open(path).raw }] {
      do {
        try read()
        Issue.record("it was read")
      } catch { #expect((error as? Failure)?.kind.rawValue == "not_a_file") }
    }
  }

  @Test func aFileOfTheKernelWithoutASizeIsRead() throws {
    #expect(try Host.bootID().count == 36)
  }

  @Test func aLinkIsNotFollowedWhereItMustNotBe() throws {
    let path = try folder.file("a")
    try Folder.link("\(folder.path)/b", to: path)
    do {
      _ = try Descriptor.open("\(folder.path)/b", .readNoFollow)
      Issue.record("it was opened")
    } catch { #expect(error.kind.rawValue == "is_a_link") }
    #expect(try File.readLink("\(folder.path)/b") == path)
  }

  @Test func removingATreeFollowsNoLink() throws {
    try folder.file("kept/a")
    try folder.file("doomed/sub/b")
    try Folder.link("\(folder.path)/doomed/sub/link", to: "\(folder.path)/kept")
    try Folder.removeTree("\(folder.path)/doomed")
    #expect(try folder.tree() == ["kept/a"])
  }

  @Test(.enabled(if: SmallDisk.isPossible, "only root can mount a small disk"))
  func aFullDiskLeavesTheOldContentAndNothingElse() throws {
    let disk = try SmallDisk(kilobytes: 16)
    let path = "\(disk.path)/a"
    try File.writeAtomically(Array("old".utf8), to: path)
    do {
      try File.writeAtomically([UInt8](repeating: 0, count: 1 << 20), to: path)
      Issue.record("it was written")
    } catch {
      #expect(error.kind.rawValue == "no_space")
      #expect(error.text == "cannot write \(path): No space left on device")
    }
    #expect(try File.text(path, limit: 10) == "old")
    #expect(try Folder.names(in: disk.path) == ["a"])
  }
}
