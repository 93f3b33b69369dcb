import LinuxSystem
import TestSupport
import Testing

@testable import NodeImport

/// A unit is kept from starting, and its file is as before afterwards, whatever it was.
@Suite struct UnitMaskTests {
  private let folder = TestFolder()
  private var mask: UnitMask { UnitMask("node.service", in: folder.path) }

  @Test(arguments: ["file", "link", "nothing"])
  func comesAndGoes(_ kind: String) throws {
    switch kind {
    case "file": try folder.file("node.service", "[Service]\n")
    case "link": try Folder.link("\(folder.path)/node.service", to: "/opt/node/node.service")
    default: break
    }
    try Folder.link("\(folder.path)/alias.service", to: "node.service")
    let before = try folder.tree()
    for _ in 0..<2 { try mask.put() }
    #expect(try folder.tree().contains("node.service -> /dev/null"))
    for _ in 0..<2 { try mask.remove() }
    #expect(try folder.tree() == before)
    if kind == "file" { #expect(try folder.text("node.service") == "[Service]\n") }
  }

  /// Cut off between the two renames, either way.
  @Test func isFinishedAfterACut() throws {
    try folder.file("node.service.adnet-imported", "[Service]\n")
    try mask.put()
    #expect(try folder.tree().contains("node.service -> /dev/null"))
    try File.remove("\(folder.path)/node.service")
    try mask.remove()
    #expect(try folder.tree() == ["node.service"])
  }

  /// What somebody has put in its place meanwhile is his.
  @Test func whatIsNewInItsPlaceStays() throws {
    try folder.file("node.service", "old")
    try mask.put()
    try File.remove("\(folder.path)/node.service")
    try folder.file("node.service", "new")
    try mask.remove()
    #expect(try folder.text("node.service") == "new")
    #expect(try folder.text("node.service.adnet-imported") == "old")
  }
}
