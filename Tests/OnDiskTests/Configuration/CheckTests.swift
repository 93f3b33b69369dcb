import AgentConfig
import Basics
import LinuxSystem
import TestSupport
import Testing

@testable import OnDisk

@Suite struct CheckTests {
  private let folder = TestFolder()
  private var paths: Paths { Paths(root: folder.path) }

  private func write(_ name: String, _ text: String, mode: UInt32 = 0o644) throws -> String {
    let path = try folder.file("etc/adnet-agent/\(name)", text)
    try Folder.setMode(path, mode)
    return path
  }

  @Test func aFileThatTheAgentCanNotReadIsNamed() throws {
    let nobody = try #require(Accounts.user(named: "nobody"))
    let secret = try write("agent.toml.d/10.toml", "", mode: 0o600)
    let open = try write("agent.toml", "")
    let found = try ConfigurationFiles.unreadable([open, secret], in: paths, for: nobody)
    #expect(found.map(\.file) == [secret])
    #expect(
      found.first?.text.hasPrefix("the agent's account nobody can't read it (mode 0600, owner ")
        == true)
    #expect(found.first?.hint?.hasPrefix("chmod a+r \(secret);") == true)
    // Nor what is in a folder that it can't enter.
    try Folder.setMode("\(folder.path)/etc/adnet-agent/agent.toml.d", 0o700)
    #expect(
      try ConfigurationFiles.unreadable([open], in: paths, for: nobody).map(\.hint).first??
        .hasPrefix("chmod a+rx ") == true)
  }

  @Test func itsOwnerReadsAFileThatNobodyElseDoes() throws {
    let secret = try write("agent.toml", "", mode: 0o600)
    let own = try #require(Accounts.user(id: Accounts.effectiveUser))
    #expect(try ConfigurationFiles.unreadable([secret], in: paths, for: own).isEmpty)
  }

  @Test func anAccountThatIsMissingHereIsAProblemOfACheckAlone() throws {
    _ = try write("agent.toml", "[chain.alpha]\nuser = \"adnet-nowhere\"\n")
    let (configuration, problems) = try ConfigurationFiles.check(paths)
    #expect(configuration == nil)
    #expect(problems.map(\.line) == [2])
    #expect(try ConfigurationFiles.load(paths).0 != nil)
  }
}
