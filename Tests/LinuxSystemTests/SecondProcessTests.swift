import Basics
import LinuxSystem
import TestSupport
import Testing

@Suite struct SecondProcessTests {
  @Test func aProgramOutsideOurSliceIsFoundWithItsUnit() throws {
    let folder = TestFolder()
    let processes = [
      (11, "alphaos", "/system.slice/node.service"),
      (12, "alphaos", "/adnet.slice/alphaos.service"),
      (13, "bash", "/system.slice/node.service"), (14, "adnet", "/"),
      (15, "alphaos", "/system.slice/adnet-agent-door@1.service"),
      (16, "adnet-agent", "/system.slice/adnet-agent.service"),
      (17, "alphaos", "/user.slice/user-1000.slice/session-3.scope"),
    ]
    for (process, name, group) in processes {
      try Folder.make("\(folder.path)/\(process)")
      try File.writeAtomically(Array("\(name)\n".utf8), to: "\(folder.path)/\(process)/comm")
      try File.writeAtomically(Array("0::\(group)\n".utf8), to: "\(folder.path)/\(process)/cgroup")
    }
    #expect(
      ProcessState.running(["alphaos", "adnet"], outside: "/adnet.slice/", proc: folder.path) == [
        SecondProcess(11, program: "alphaos", unit: "node.service"),
        SecondProcess(14, program: "adnet", unit: "no unit"),
        SecondProcess(17, program: "alphaos", unit: "session-3.scope"),
      ])
  }

  @Test func oneThatIsThereForAMomentIsNone() {
    let (node, version) = (
      SecondProcess(11, program: "alphaos", unit: "node.service"),
      SecondProcess(12, program: "alphaos", unit: "session-3.scope")
    )
    var seen = SecondProcesses()
    seen.note([node, version])
    #expect(seen.found.isEmpty)
    seen.note([node])
    #expect(seen.found == [node])
    seen.note([])
    #expect(seen.found.isEmpty)
  }
}
