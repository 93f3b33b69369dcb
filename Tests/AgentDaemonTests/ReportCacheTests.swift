import Basics
import LinuxSystem
import TestSupport
import Testing

@testable import AgentDaemon

@Suite struct ReportCacheTests {
  private let root: DaemonRoot
  private let path: String
  init() throws {
    root = try DaemonRoot()
    path = "\(root.paths.root)/report"
  }

  /// Of the same length each: only the file's identity tells them apart.
  private func write(pid: Int) throws {
    let text =
      "schema=adnet.supervisor/1\nboot_id=boot\nunit=alphaos.service\nchain=alpha\nstate=ready\n"
      + "supervisor_pid=\(pid)\nnode_pid=\(pid)\ngeneration=1\n"
    try File.writeAtomically(Array(text.utf8), to: path)
  }

  @Test func aReportThatReplacedAnotherIsSeenAtTheNextLook() throws {
    let cache = ReportCache()
    #expect(cache.report(path) == nil)
    for pid in 100..<300 {
      try write(pid: pid)
      #expect(cache.report(path)?.nodePID == Int32(pid))
      #expect(cache.report(path)?.nodePID == Int32(pid))
    }
    try File.remove(path)
    #expect(cache.report(path) == nil)
  }

  @Test func aReportThatCannotBeReadIsNoReport() throws {
    let cache = ReportCache()
    try write(pid: 100)
    #expect(cache.report(path) != nil)
    try File.writeAtomically([UInt8](repeating: 10, count: 65 * 1024), to: path)
    #expect(cache.report(path) == nil)
    try write(pid: 101)
    #expect(cache.report(path)?.nodePID == 101)
  }
}
