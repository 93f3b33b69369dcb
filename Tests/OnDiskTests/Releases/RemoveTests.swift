import Basics
import LinuxSystem
import OnDisk
import Testing

@Suite struct RemoveTests {
  let host: StoreFixture
  init() throws { host = try StoreFixture() }

  @Test func aReleaseInUseStays() throws {
    try host.stage(Program().bytes)
    let id = try host.install().release.id
    let failure = host.failure { () throws(Failure) in
      try host.store.remove(id, protected: [id])
    }
    #expect(failure?.kind.rawValue == "release_in_use")
    #expect(failure?.exit == .refused)
    _ = try host.store.verify(id)
  }

  @Test func aReleaseNobodyUsesGoesAndGoesOnce() throws {
    try host.stage(Program().bytes)
    let id = try host.install().release.id
    #expect(try host.store.remove(id, protected: []))
    #expect(try host.store.remove(id, protected: []) == false)
    #expect(try host.tree() == [])
    let failure = host.failure { () throws(Failure) in _ = try host.store.release(id) }
    #expect(failure?.kind.rawValue == "release_not_found")
  }

  /// What a power cut leaves of an install and of a removal.
  @Test func aSweepTakesWhatWasCutOffAndNothingElse() throws {
    try host.stage(Program().bytes)
    let id = try host.install().release.id
    let tree = try host.tree()
    let home = "\(host.paths.releases)/alphaos"
    try Folder.make("\(home)/.adnet-new-1")
    try File.writeAtomically([1], to: "\(home)/.adnet-new-1/alphaos")
    try Folder.make("\(home)/.adnet-old-1.0-0123456789ab")
    try Folder.setMode("\(home)/.adnet-new-1", 0o555)
    #expect(try host.store.list().installed.map(\.id) == [id])
    try host.store.sweep()
    #expect(try host.tree() == tree)
    #expect(try Folder.names(in: home) == [id.folder])
  }

  @Test func whatIsNoReleaseIsListedAsDamaged() throws {
    try host.stage(Program().bytes)
    let id = try host.install().release.id
    let home = "\(host.paths.releases)/alphaos"
    try Folder.make("\(home)/by-hand")
    try Folder.make("\(home)/3.0-0123456789ab")
    try Folder.setMode(host.paths.release(id), 0o755)
    try File.writeAtomically(
      Array(#"{"schema":"adnet.release/2"}"#.utf8), to: "\(host.paths.release(id))/release.json")
    let (installed, damaged) = try host.store.list()
    #expect(installed.isEmpty)
    #expect(
      damaged.map(\.path) == [
        host.paths.release(id), "\(home)/3.0-0123456789ab", "\(home)/by-hand",
      ])
  }
}
