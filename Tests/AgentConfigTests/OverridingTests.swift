import Basics
import Testing

@testable import AgentConfig

@Suite struct OverridingTests {
  private let alpha = ChainName("alpha")!

  @Test func nothingAtAllIsTheDefaults() {
    #expect(ConfigurationParser.parse(files: []).0 == Configuration())
  }

  @Test func aLaterFileOverridesKeyByKey() throws {
    let (parsed, problems) = ConfigurationParser.parse(files: [
      (
        "agent.toml",
        "[agent]\nwatch = \"10s\"\n[chain.alpha.ports.rest]\nport = 1000\nheld = false"
      ),
      ("agent.toml.d/20.toml", "[chain.alpha.ports.rest]\nport = 2000"),
    ])
    let configuration = try #require(parsed, "\(problems)")
    #expect(configuration.agent.watchMilliseconds == 10_000)
    let rest = try #require(configuration.chains[alpha]?.port("rest"))
    #expect(rest.port == 2000)
    #expect(!rest.isHeld)
    #expect(configuration.units(for: alpha)?.sockets == [])
    #expect(
      configuration.origins == [
        "agent.watch": .init(file: "agent.toml", line: 2),
        "chain.alpha.ports.rest.held": .init(file: "agent.toml", line: 5),
        "chain.alpha.ports.rest.port": .init(file: "agent.toml.d/20.toml", line: 2),
      ])
  }

  @Test func fragmentsAreOrderedByTheirBytes() {
    #expect(
      ConfigurationParser.fragments(among: [
        "b.toml", "B.toml", "10.toml", "9.toml", ".x.toml", "a.toml~",
      ])
        == ["10.toml", "9.toml", "B.toml", "b.toml"])
  }

  @Test func whereAValueWasWrittenIsNoPartOfIt() throws {
    let text = "[agent]\nwatch = \"60s\""
    let configuration = try #require(ConfigurationParser.parse(files: [("agent.toml", text)]).0)
    #expect(configuration == Configuration())
    #expect(configuration.origins["agent.watch"]?.description == "agent.toml:2")
  }

  @Test func dottedAndInlineTablesAreTheSameKeys() throws {
    let text = """
      agent.watch = "5s"
      chain.alpha.ports.rest = { address = "::", port = 99 }
      """
    let configuration = try #require(ConfigurationParser.parse(files: [("agent.toml", text)]).0)
    #expect(configuration.chains[alpha]?.port("rest")?.endpoint == "[::]:99")
    #expect(configuration.agent.watchMilliseconds == 5_000)
  }

  @Test func whatIsShownCanBeReadAgain() throws {
    let text = """
      [agent]
      watch = "1500ms"
      [chain.delta.ports.admin]
      port = 8089
      ready = true
      [chain.delta.ports.metrics]
      enabled = false
      [chain.delta.command]
      deltaos = ["a b", "\\"quoted\\"", "ü", "{{x}}"]
      adnet = []
      """
    let configuration = try #require(ConfigurationParser.parse(files: [("agent.toml", text)]).0)
    let shown = configuration.rendered()
    #expect(shown.contains("watch = \"1500ms\"  # agent.toml:2\n"))
    #expect(shown.contains("ready_timeout = \"600s\"  # default\n"))
    let (again, problems) = ConfigurationParser.parse(files: [("shown", shown)])
    #expect(again == configuration, "\(problems)")
  }

  @Test func everyKeyThatIsSetIsShown() {
    let shown = Configuration().rendered()
    // How a node of another family is asked is shown where it is set: QueryTests.
    let keys = KeyTable().sections.filter { !$0.isSpecial }.flatMap(\.keys).map(\.name)
    #expect(
      shown.split(separator: "\n").count { line in
        keys.contains { line.hasPrefix("\($0) = ") }
      } == keys.count)
  }
}
