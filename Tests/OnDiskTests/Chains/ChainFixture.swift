import Basics
import LinuxSystem
import OnDisk
import TestSupport

/// A host with two installed releases and the lock file of chain alpha.
struct ChainFixture {
  let folder = TestFolder()
  let alpha = ChainName("alpha")!
  let old = ReleaseID("alphaos/1.0-0123456789ab")!
  let new = ReleaseID("alphaos/2.0-ba9876543210")!

  var paths: Paths { Paths(root: folder.path) }
  var chain: ChainFolder { ChainFolder(paths, alpha) }
  var home: String { paths.chain(alpha) }

  init() throws {
    try folder.folder("var/lib/adnet/chains/alpha")
    try folder.file("run/adnet/locks/alpha.lock")
    for release in [old, new] { try folder.file("var/lib/adnet/releases/\(release)/alphaos") }
  }

  func generation(_ number: Int, _ release: ReleaseID) -> Generation {
    Generation(number: number, unit: "alphaos.service", release: release)
  }

  func tree() throws -> [String] {
    try folder.tree("var/lib/adnet/chains/alpha").map { String($0.dropFirst(27)) }
  }

  /// The kind of what `body` throws, nil when it doesn't.
  func kind(_ body: () throws(Failure) -> Void) -> String? {
    do {
      try body()
      return nil
    } catch { return error.kind.rawValue }
  }
}
