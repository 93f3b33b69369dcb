import Basics
import LinuxSystem
import OnDisk
import TestSupport

/// A host with an empty store and a folder for incoming files.
struct StoreFixture {
  let folder = TestFolder()
  let root: String

  init(root: String? = nil) throws {
    self.root = root ?? folder.path
    for name in ["var/lib/adnet/releases", "var/lib/adnet-agent/incoming"] {
      var path = self.root
      for part in name.split(separator: "/") {
        path += "/\(part)"
        try Folder.make(path)
      }
    }
  }

  var paths: Paths { Paths(root: root) }
  var store: ReleaseStore { ReleaseStore(paths) }

  func stage(_ bytes: [UInt8], as name: String = "upload") throws {
    try File.writeAtomically(bytes, to: "\(paths.incoming)/\(name)")
  }

  @discardableResult
  func install(
    _ version: String = "1.0", sha256: String? = nil, file: String = "upload"
  ) throws(Failure) -> (release: Release, isNew: Bool) {
    try store.install(file: file, program: "alphaos", version: version, sha256: sha256)
  }

  /// Names below the store.
  func tree() throws -> [String] {
    try folder.tree("var/lib/adnet/releases").map { String($0.dropFirst(23)) }
  }

  func failure(_ body: () throws(Failure) -> Void) -> Failure? {
    do {
      try body()
      return nil
    } catch { return error }
  }
}
