import Basics
import Testing

@testable import AgentConfig

/// How a node is asked that isn't of the family.
@Suite struct QueryTests {
  private func parse(_ text: String) -> (Configuration?, [ConfigurationDiagnostic]) {
    ConfigurationParser.parse(files: [("/agent.toml", text)])
  }

  @Test func tablesAndInlineTablesAreTheSame() throws {
    let inline = """
      [chain.alpha.probe]
      height = { path = "/", body = '{"method":"eth_blockNumber"}', field = "result" }
      sync = { path = "/health", equals = "ok" }
      """
    let table = """
      [chain.alpha.probe.height]
      path = "/"
      body = '{"method":"eth_blockNumber"}'
      field = "result"
      [chain.alpha.probe.sync]
      path = "/health"
      equals = "ok"
      """
    let one = try #require(parse(inline).0?.chains[ChainName("alpha")!]?.probe.queries)
    let two = try #require(parse(table).0?.chains[ChainName("alpha")!]?.probe.queries)
    #expect(one == two)
    #expect(one.height.field == "result" && !one.height.isUsual && one.ready.isUsual)
  }

  @Test(arguments: [
    (#"path = "height""#, "not a path"), (#"body = "eth_blockNumber""#, "not a JSON object"),
    (#"field = "result..x""#, "not a place in JSON"), (#"metric = "height total""#, "not the name"),
    (#"feild = "x""#, "field"),
  ])
  func whatCanNotBeIsNamed(line: String, text: String) {
    let (configuration, found) = parse("[chain.alpha.probe.height]\n\(line)\n")
    #expect(configuration == nil)
    #expect(found.contains { "\($0)".contains(text) }, "\(found)")
  }

  @Test(arguments: [
    ("height", #"metric = "x", path = "/y""#, "excludes path, body and field"),
    ("hash", #"metric = "x""#, "can't answer this query"),
    ("height", #"body = '{}'"#, "needs a path"), ("peers", #"field = "x""#, "needs a path"),
    ("sync", #"metric = "x", equals = "true""#, "isn't a number"),
    ("height", #"path = "/", equals = "x""#, "is only for sync and ready"),
    (
      "sync", #"metric = "x", equals = "0" }\#nports.metrics = { enabled = false"#,
      "needs the port metrics"
    ),
  ])
  func whatWouldDoNothingIsRefused(name: String, keys: String, text: String) {
    let file = "[chain.alpha]\nprobe.\(name) = { \(keys) }\n"
    let (configuration, found) = parse(file)
    #expect(configuration == nil)
    #expect(found.contains { "\($0)".contains(text) }, "\(found)")
  }

  @Test func whatIsShownIsReadAgain() throws {
    let text = "[chain.alpha.probe.height]\nmetric = \"node_height\"\n"
    let shown = try #require(parse(text).0).rendered()
    #expect(shown.contains("[chain.alpha.probe.height]") && !shown.contains("probe.sync]"))
    #expect(parse(shown).0?.chains[ChainName("alpha")!]?.heightPort?.role == "metrics")
  }
}
