import Basics
import LinuxSystem
import OnDisk
import TestSupport
import Testing

@Suite struct InstallTests {
  let host: StoreFixture
  init() throws { host = try StoreFixture() }

  /// As `sha256sum` says of `Program().bytes` on each machine.
  private func sha256() throws -> String {
    try host.stage(Program().bytes, as: "probe")
    let release = try host.store.install(file: "probe", program: "probe", version: "1").release
    try host.store.remove(release.id, protected: [])
    try Folder.removeTree("\(host.paths.releases)/probe")
    return release.sha256
  }

  @Test func theDigestIsSHA256() throws {
    // The head differs by machine; the digest of a known file is known.
    #if arch(x86_64)
      #expect(try sha256() == "420d682bb0c0da50c5ced152d67f187b4a8fb745161b34ed8a0d1e096a7ea2f5")
    #endif
  }

  @Test func anInstalledReleaseIsReadOnlyAndDescribed() throws {
    let sha256 = try sha256()
    try host.stage(Program().bytes)
    let (release, isNew) = try host.install(sha256: sha256)
    #expect(isNew)
    #expect(release.id == ReleaseID("alphaos/1.0-\(sha256.prefix(12))"))
    #expect(try host.tree() == ["\(release.id)/alphaos", "\(release.id)/release.json"])
    #expect(try File.status(host.paths.release(release.id))?.mode == 0o555)
    #expect(try File.status(host.paths.executable(release.id))?.mode == 0o555)
    #expect(try File.read(host.paths.executable(release.id), limit: 9_000) == Program().bytes)
    #expect(try host.store.release(release.id) == release)
    #expect(try host.store.verify(release.id) == release)
    let (installed, damaged) = try host.store.list()
    #expect(installed == [release] && damaged.isEmpty)
    #expect(try Folder.names(in: host.paths.incoming).contains("upload"), "not ours to remove")
  }

  @Test func theSameFileAgainIsASuccess() throws {
    try host.stage(Program().bytes)
    let first = try host.install()
    let tree = try host.tree()
    let again = try host.install()
    #expect(!again.isNew && again.release == first.release)
    #expect(try host.tree() == tree)
  }

  @Test func twoBuildsOfOneVersionAreTwoReleases() throws {
    try host.stage(Program().bytes)
    let first = try host.install().release.id
    try host.stage(Program(filling: 8).bytes)
    let second = try host.install().release.id
    #expect(first != second)
    #expect(try host.store.list().installed.count == 2)
  }

  @Test func addingADamagedReleaseAgainMendsIt() throws {
    try host.stage(Program().bytes)
    let id = try host.install().release.id
    let tree = try host.tree()
    try damage(id)
    #expect(try host.install().isNew)
    _ = try host.store.verify(id)
    #expect(try host.tree() == tree)
  }

  private func damage(_ id: ReleaseID) throws {
    try Folder.setMode(host.paths.release(id), 0o755)
    try File.writeAtomically(Program(filling: 9).bytes, to: host.paths.executable(id), mode: 0o555)
  }

  @Test func damageIsSeenByReadingItAllAgain() throws {
    try host.stage(Program().bytes)
    let id = try host.install().release.id
    try damage(id)
    _ = try host.store.release(id)
    #expect(
      host.failure { () throws(Failure) in try host.store.verify(id) }?.kind.rawValue
        == "release_damaged")
  }

  @Test(.enabled(if: SmallDisk.isPossible, "only root can mount a small disk"))
  func aFullDiskIsToldBeforeAnythingIsWritten() throws {
    let disk = try SmallDisk(kilobytes: 256)
    let host = try StoreFixture(root: disk.path)
    // Sparse, so that it fits where its copy won't.
    try host.stage(Program(end: 200).bytes)
    let upload = "\(host.paths.incoming)/upload"
    try Descriptor.open(upload, .append(mode: 0)).truncate(to: 1 << 20)
    let failure = try #require(host.failure { () throws(Failure) in try host.install() })
    #expect(failure.kind.rawValue == "no_space")
    #expect(
      failure.text
        == "cannot add alphaos 1.0: no room for 1048576 bytes in \(host.paths.releases)")
    #expect(try Folder.names(in: host.paths.releases).isEmpty)
  }
}
