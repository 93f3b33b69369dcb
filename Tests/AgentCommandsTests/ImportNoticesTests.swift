import Basics
import LinuxSystem
import TestSupport
import Testing

@testable import AgentDaemon

/// What the agent learns of an import, from root's file.
@Suite struct ImportNoticesTests {
  private let folder = TestFolder()
  private let alpha = ChainName("alpha")!

  private func notice(_ text: String) throws -> ImportNotice? {
    let paths = Paths(root: folder.path)
    try folder.folder("var/lib/adnet/chains/alpha")
    try File.writeAtomically(Array(text.utf8), to: paths.importNotice(alpha))
    return ImportNotices(paths: paths).of(alpha)
  }

  @Test func oneThatIsThereIsRead() throws {
    #expect(ImportNotices(paths: Paths(root: folder.path)).of(alpha) == nil)
    let text = """
      {"schema":"adnet.import-notice/1","source":"node.service","step":"move","leadsBack":false,
       "sinceUnixMs":7}
      """
    #expect(
      try notice(text)
        == ImportNotice(source: "node.service", step: "move", leadsBack: false, sinceUnixMs: 7))
    for other in ["", "{}", text.replacing("notice/1", with: "notice/9")] {
      #expect(try notice(other) == nil)
    }
  }
}
