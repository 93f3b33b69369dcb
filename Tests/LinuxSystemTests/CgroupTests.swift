import Basics
import LinuxSystem
import TestSupport
import Testing

@Suite struct CgroupTests {
  let folder = TestFolder()

  @Test(arguments: [("populated 1\nfrozen 0\n", false), ("populated 0\nfrozen 0\n", true)])
  func isEmptyWhenTheKernelSaysSo(events: String, empty: Bool) throws {
    try folder.file("adnet.slice/alphaos.service/cgroup.events", events)
    #expect(try isEmpty() == empty)
  }

  @Test func aGroupThatIsGoneIsEmpty() throws { #expect(try isEmpty()) }

  @Test func whatCannotBeReadIsNotEmpty() throws {
    try folder.folder("adnet.slice/alphaos.service")
    #expect(throws: Failure.self) { try isEmpty() }
    try folder.file("adnet.slice/alphaos.service/cgroup.events", "frozen 0\n")
    #expect(throws: Failure.self) { try isEmpty() }
  }

  /// Of a unit that has none systemd says nothing, and the root's are everybody's.
  @Test(arguments: ["", "/"])
  func theRootIsNobodysGroup(_ group: String) throws {
    try folder.file("cgroup.procs", "1\n2\n")
    #expect(Cgroup.processes(group, mount: folder.path) == [])
    try folder.file("cgroup.events", "populated 1\n")
    #expect(try Cgroup.isEmpty(group, mount: folder.path))
    try folder.file("a.service/cgroup.procs", "12\n")
    #expect(Cgroup.processes("/a.service", mount: folder.path) == [12])
  }

  private func isEmpty() throws(Failure) -> Bool {
    try Cgroup.isEmpty("/adnet.slice/alphaos.service", mount: folder.path)
  }
}
