import Basics
import Glibc
import TestSupport
import Testing

@testable import LinuxSystem

/// Folders that somebody else writes, too.
@Suite struct OpenFolderTests {
  private let folder = TestFolder()
  private var path: String { folder.path }

  private func status(_ path: String) throws -> FileStatus { try #require(try File.status(path)) }

  @Test func aLinkAnywhereInAPathIsRefused() throws {
    try folder.folder("real/inner")
    try Folder.link("\(path)/link", to: "real")
    try Folder.link("\(path)/real/last", to: "inner")
    _ = try OpenFolder("\(path)/real/inner")
    for bad in ["link/inner", "link", "real/last"] {
      #expect(kind { _ = try OpenFolder("\(path)/\(bad)") } == "is_a_link", "\(bad)")
    }
    #expect(try OpenFolder.ifPresent("\(path)/none/inner") == nil)
    #expect(kind { _ = try OpenFolder.ifPresent("\(path)/link") } == "is_a_link")
  }

  @Test func onlyAPlainFileOfItsAccountIsRead() throws {
    let me = Accounts.effectiveUser
    try File.writeAtomically([1, 2], to: "\(path)/plain")
    let identity = OpenFolder.Identity(try status("\(path)/plain"))
    let open = try OpenFolder(path)
    #expect(try open.read("plain", of: me, identity, limit: 2) == [1, 2])
    #expect(kind { _ = try open.read("plain", of: me &+ 1, nil, limit: 9) } == "import_changed")
    #expect(kind { _ = try open.read("plain", of: me, nil, limit: 1) } == "file_too_large")
    var other = identity
    other.inode += 1
    #expect(kind { _ = try open.read("plain", of: me, other, limit: 9) } == "import_changed")
    // A pipe that nobody writes to, a link, a second name, a folder: none is waited for or followed.
    #expect(mkfifo("\(path)/pipe", 0o600) == 0)
    try Folder.link("\(path)/link", to: "plain")
    try Folder.make("\(path)/folder")
    for bad in ["pipe", "folder"] {
      #expect(kind { _ = try open.read(bad, of: me, nil, limit: 9) } == "import_changed", "\(bad)")
    }
    #expect(kind { _ = try open.read("link", of: me, nil, limit: 9) } == "is_a_link")
    #expect(Glibc.link("\(path)/plain", "\(path)/twin") == 0)
    #expect(kind { _ = try open.read("plain", of: me, nil, limit: 9) } == "import_changed")
  }

  @Test func nothingIsReplaced() throws {
    let open = try OpenFolder(path)
    try open.create("a", [1], user: Accounts.effectiveUser, group: getgid())
    #expect(try status("\(path)/a").mode == 0o600)
    #expect(
      kind { try open.create("a", [2], user: Accounts.effectiveUser, group: getgid()) }
        == "already_exists")
    try open.create("b", [3], user: Accounts.effectiveUser, group: getgid())
    #expect(kind { try open.move("b", to: open, as: "a") } == "already_exists")
    #expect(try File.read("\(path)/a", limit: 9) == [1])
    #expect(try Folder.names(in: path) == ["a", "b"])
  }

  @Test func aFolderThatIsTooDeepIsGivenInPart() throws {
    var deep = "deep"
    for _ in 0..<(Folder.deepest + 2) { deep += "/d" }
    try folder.folder(deep)
    let open = try OpenFolder(path)
    let me = Accounts.effectiveUser
    #expect(
      kind { try open.give("deep", of: me, to: me, group: getgid()) } == "folder_too_deep")
  }

  private func kind(_ body: () throws -> Void) -> String? {
    do { try body() } catch { return (error as? Failure)?.kind.rawValue }
    return nil
  }
}
