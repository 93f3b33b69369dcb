import HostCore
import LinuxSystem
import TestSupport
import Testing

@testable import HostTuning

/// What only a doctor looks at.
@Suite struct ServerReaderTests {
  let host: HostFixture
  init() throws { host = try HostFixture() }

  private func variables() throws -> [String] {
    try DangerousVariables(host.paths, nodeUnits: ["alphaos.service"]).found()
  }

  @Test func aDangerousVariableIsFoundWhereverItIsSet() throws {
    #expect(try variables() == [])
    try host.folder.file(
      "etc/systemd/system/alphaos.service.d/x.conf",
      "[Service]\n#Environment=ADNET_DEV_PROOF=1\nEnvironment=ADNET_SKIP_VK_VERIFY=1\n")
    try host.folder.file("etc/systemd/system/other.service", "Environment=ADNET_DEV_PROOF=1\n")
    try host.folder.file("sys/fs/cgroup/adnet.slice/alphaos.service/cgroup.procs", "4711\n4712\n")
    try host.folder.file("proc/4711/environ", "HOME=/\0ADNET_DEV_PROOF=1\0X_ADNET_DEV_PROOF=1\0")
    #expect(
      try variables() == [
        "ADNET_SKIP_VK_VERIFY in /etc/systemd/system/alphaos.service.d/x.conf",
        "ADNET_DEV_PROOF in process 4711 of alphaos.service",
      ])
  }

  @Test func openKeysAreFound() throws {
    try host.folder.file("home/a.key", "secret")
    try Folder.setMode("\(host.folder.path)/home", 0o755)
    try Folder.setMode("\(host.folder.path)/home/a.key", 0o640)
    #expect(
      try KeyFiles(host.paths).open(["/home", "/none"]).map(\.path) == ["/home", "/home/a.key"])
    try Folder.setMode("\(host.folder.path)/home", 0o700)
    try Folder.setMode("\(host.folder.path)/home/a.key", 0o600)
    #expect(try KeyFiles(host.paths).open(["/home"]) == [])
  }
}
