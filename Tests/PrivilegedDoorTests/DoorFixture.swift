import Basics
import DoorAPI
import LinuxSystem
import PrivilegedDoor
import TestSupport
import Testing

/// A host as the package leaves it, with this very program staged as an upload.
struct DoorFixture {
  let folder = TestFolder()
  let orders = RecordedOrders()
  let alpha = ChainName("alpha")!
  let work: DoorWork<RecordedOrders>

  var paths: Paths { Paths(root: folder.path) }

  init() throws {
    let orders = orders
    work = DoorWork(Paths(root: folder.path)) { orders }
    for name in [
      "var/lib/adnet/chains/alpha", "var/lib/adnet/chains/delta", "var/lib/adnet/releases",
      "var/lib/adnet-agent/incoming", "etc/adnet-agent", "etc/systemd/system",
    ] { try folder.folder(name) }
    for chain in ["alpha", "delta"] { try folder.file("run/adnet/locks/\(chain).lock") }
    // Something this machine can run; a link to it would be refused.
    let program = try File.read("/bin/true", limit: 1 << 20)
    try File.writeAtomically(program, to: "\(paths.incoming)/upload")
  }

  func install(_ version: String = "1.0") throws -> ReleaseID {
    try #require(
      try work.perform(
        .installRelease(file: "upload", program: "alphaos", version: version, sha256: nil)
      ).release)
  }

  func own(_ number: Int, _ release: ReleaseID, unit: String = "alphaos.service") -> DoorRequest {
    .own(
      chain: alpha, generation: Generation(number: number, unit: unit, release: release),
      settingsOf: nil)
  }

  /// The kind of the refusal, nil when it was done.
  func refusal(_ request: DoorRequest) -> String? {
    do {
      _ = try work.perform(request)
      return nil
    } catch { return error.kind.rawValue }
  }
}
