import TestSupport
import Testing

@testable import LinuxSystem

@Suite struct ForeignViewTests {
  @Test func followsLinksToWhereTheyLead() throws {
    let folder = TestFolder()
    try Folder.make("\(folder.path)/real")
    try File.writeAtomically([], to: "\(folder.path)/real/LOCK")
    try Folder.link("\(folder.path)/link", to: "\(folder.path)/real")
    let view = try ForeignView(of: Host.processID)
    let found = try #require(try view.find("\(folder.path)/link/LOCK"))
    #expect(found.path?.hasSuffix("/real/LOCK") == true)
    #expect(found.path == found.seenAs)
    #expect(found.status.kind == .regular)
    #expect(try view.find("\(folder.path)/nothing") == nil)
    #expect(try view.findHere("\(folder.path)/link")?.path?.hasSuffix("/real") == true)
  }

  @Test func aPathIsTranslatedByTheMountsOfBothSides() throws {
    let text = """
      30 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
      31 30 8:1 /srv/al\\040pha /home/devops/.aleo rw - ext4 /dev/sda1 rw
      32 30 8:2 / /mnt rw - ext4 /dev/sdb1 rw
      33 32 8:2 /x /mnt/data rw - ext4 /dev/sdb1 rw
      """
    let folder = TestFolder()
    try File.writeAtomically(Array(text.utf8), to: "\(folder.path)/mountinfo")
    let mounts = try MountPoint.all("\(folder.path)/mountinfo")
    #expect(mounts.count == 4)
    func inside(_ path: String) -> String? {
      mounts.last { $0.isLongest(for: path, of: mounts) }?.inside(path)
    }
    #expect(inside("/home/devops/.aleo/storage") == "/srv/al pha/storage")
    #expect(inside("/home/devops") == "/home/devops")
    #expect(inside("/mnt/data/a") == "/x/a")
    #expect(mounts[0].outside("/srv/al pha/storage") == "/srv/al pha/storage")
    #expect(mounts[1].outside("/srv/other") == nil)
    #expect(mounts[2].outside("/x/a") == "/mnt/x/a")
    #expect(mounts[3].outside("/x") == "/mnt/data")
  }
}
