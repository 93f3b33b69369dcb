import Basics
import LinuxSystem
import OnDisk
import TestSupport
import Testing

@Suite struct RefusalTests {
  let host: StoreFixture
  init() throws { host = try StoreFixture() }

  @Test(arguments: [
    (Array("#!/bin/sh\n".utf8), "not an ELF executable"),
    ([], "not an ELF executable"),
    (Array(Program().bytes.prefix(40)), "the file is truncated"),
    (Array(Program().bytes.prefix(100)), "the file is truncated"),
    (Array(Program().bytes.prefix(4_999)), "the file is truncated"),
    (Program(fileClass: 1).bytes, "not a 64-bit little-endian executable"),
    (Program(type: 1).bytes, "an ELF file, but not an executable"),
    (Program(type: 4).bytes, "an ELF file, but not an executable"),
    (Program(machine: 243).bytes, "built for riscv, this host is"),
    (Program(entry: 0).bytes, "a library, not an executable"),
    (Program(end: .max).bytes, "the file is truncated"),
  ])
  func aFileThatThisMachineCannotRunIsRefused(bytes: [UInt8], reason: String) throws {
    try host.stage(bytes)
    let failure = try #require(host.failure { () throws(Failure) in try host.install() })
    #expect(failure.kind.rawValue == "file_unfit")
    #expect(failure.exit == .refused)
    #expect(failure.text.hasPrefix("cannot add alphaos 1.0: \(reason)"), "\(failure.text)")
    #expect(try host.tree() == [])
    #expect(try Folder.names(in: host.paths.releases) == [], "nothing is left behind")
  }

  @Test func anotherDigestIsRefused() throws {
    try host.stage(Program().bytes)
    let other = String(repeating: "0", count: 64)
    let failure = try #require(
      host.failure { () throws(Failure) in try host.install(sha256: other) })
    #expect(failure.kind.rawValue == "digest_mismatch")
    #expect(failure.text.hasSuffix("not \(other)"))
    #expect(try Folder.names(in: host.paths.releases) == [])
  }

  @Test func aFailureLeavesEarlierReleasesOfTheProgram() throws {
    try host.stage(Program().bytes)
    try host.install()
    let tree = try host.tree()
    try host.stage([1, 2, 3])
    #expect(host.failure { () throws(Failure) in try host.install("2.0") } != nil)
    #expect(try host.tree() == tree)
    #expect(try Folder.names(in: "\(host.paths.releases)/alphaos").count == 1)
  }

  @Test(arguments: ["", ".", "..", "a/b", "/etc/passwd", "a\0b"])
  func onlyANameInTheFolderIsTaken(file: String) {
    let failure = host.failure { () throws(Failure) in try host.install(file: file) }
    #expect(failure?.kind.rawValue == "file_name_invalid")
  }

  @Test func linksFoldersAndPipesAreRefused() throws {
    let target = try host.folder.file("secret", "root only")
    try Folder.link("\(host.paths.incoming)/link", to: target)
    try Folder.make("\(host.paths.incoming)/folder")
    #expect(kind(file: "link") == "is_a_link")
    #expect(kind(file: "folder") == "file_unfit")
    #expect(kind(file: "none") == "not_found")
  }

  /// Its owner could so have root publish a program that only root may read.
  @Test func aLinkInPlaceOfTheFolderIsRefused() throws {
    try host.folder.folder("secrets")
    try File.writeAtomically(Program().bytes, to: "\(host.folder.path)/secrets/upload")
    try Folder.removeTree(host.paths.incoming)
    try Folder.link(host.paths.incoming, to: "\(host.folder.path)/secrets")
    #expect(kind(file: "upload") != nil)
    #expect(try host.tree() == [])
  }

  private func kind(file: String) -> String? {
    host.failure { () throws(Failure) in try host.install(file: file) }?.kind.rawValue
  }

  @Test(arguments: [("alphaos", "../1"), ("alphaos", ""), ("Alpha", "1"), ("", "1"), ("a/b", "1")])
  func namesThatDoNotFitAPathAreRefused(program: String, version: String) throws {
    try host.stage(Program().bytes)
    let failure = host.failure { () throws(Failure) in
      _ = try host.store.install(file: "upload", program: program, version: version)
    }
    #expect(failure?.kind.rawValue == "release_name_invalid")
  }

  @Test(arguments: [
    "", "abc", String(repeating: "G", count: 64), String(repeating: "A", count: 64),
  ])
  func aDigestThatIsNoneIsRefused(sha256: String) throws {
    try host.stage(Program().bytes)
    let failure = host.failure { () throws(Failure) in try host.install(sha256: sha256) }
    #expect(failure?.kind.rawValue == "digest_invalid")
  }
}
