import AgentCore
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

  private func isEmpty() throws(Failure) -> Bool {
    try Cgroup.isEmpty("/adnet.slice/alphaos.service", mount: folder.path)
  }
}
