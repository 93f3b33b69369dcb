import AgentConfig
import Basics
import LinuxSystem
import TestSupport
import Testing

@testable import OnDisk

@Suite struct AppliedTests {
  private let folder = TestFolder()
  private var paths: Paths { Paths(root: folder.path) }
  private var fragments: String { paths.configurationFragments }

  private func user() throws -> String? {
    try ConfigurationFiles.inForce(paths).chains[ChainName("alpha")!]?.user
  }

  /// An upgrade has named the accounts of before, and a configuration was applied long before that.
  @Test func theAccountsOfBeforeAreInForceBeforeAnythingIsApplied() throws {
    let agent = try folder.file("etc/adnet-agent/agent.toml", "[agent]\nwatch = \"3s\"\n")
    try folder.folder("var/lib/adnet")
    try ConfigurationFiles.keep([(agent, "[agent]\nwatch = \"3s\"\n")], paths)
    #expect(try user() == "adnet-node")
    let name = "etc/adnet-agent/agent.toml.d/\(AccountPins.fileName)"
    try folder.file(name, "[chain.alpha]\nuser = \"adnet-alpha\"\n")
    #expect(try user() == "adnet-alpha")
    #expect(
      try ConfigurationFiles.applied(paths)?.map(\.name)
        == [agent, "\(fragments)/\(AccountPins.fileName)"])
    // No other edit counts before it is applied.
    try folder.file("etc/adnet-agent/agent.toml.d/10.toml", "[chain.alpha]\nuser = \"root\"\n")
    #expect(try user() == "adnet-alpha")
    // Once it was applied, it is as every other file.
    try ConfigurationFiles.keep(try ConfigurationFiles.read(paths), paths)
    try folder.file(name, "[chain.alpha]\nuser = \"adnet-else\"\n")
    #expect(try ConfigurationFiles.applied(paths)?[1].text.contains("adnet-alpha") == true)
  }

  @Test func whatCannotBeReadEndsWith78() throws {
    try folder.folder("var/lib/adnet/configuration.json")
    let failure = #expect(throws: Failure.self) { _ = try ConfigurationFiles.applied(paths) }
    #expect(failure?.kind == .appliedConfigurationInvalid && failure?.exit == .invalid)
  }

  @Test func whatIsBrokenInThemIsNotInForce() throws {
    let agent = try folder.file("etc/adnet-agent/agent.toml", "")
    try folder.folder("var/lib/adnet")
    try ConfigurationFiles.keep([(agent, "")], paths)
    try folder.file("etc/adnet-agent/agent.toml.d/\(AccountPins.fileName)", "[chain.alpha\n")
    #expect(try user() == "adnet-node")
  }
}
