import AgentConfig
import Basics
import Testing

@Suite struct UnifiedUnitTests {
  private func units(_ text: String) throws -> [UnifiedUnit] {
    let (parsed, problems) = ConfigurationParser.parse(files: [("agent.toml", text)])
    let configuration = try #require(parsed, "\(problems)")
    return configuration.unifiedUnits(of: try #require(configuration.orderedChains.first))
  }

  @Test func byDefaultEachHasAModeAndNoPortsButTheChains() throws {
    let units = try units("")
    #expect(units.map(\.name) == ["adnet@alpha.service", "adnet.service"])
    #expect(units.map(\.mode) == ["alpha-only", "dual"])
    #expect(units.allSatisfy { $0.otherPorts.isEmpty })
  }

  @Test(
    arguments: [
      ("", "", "", ["{home}/.aleo/storage/ledger-0", "{home}/.aleo/storage/ledger-0"]),
      (
        #"["--storage", "{home}/l"]"#, #"["--ledger-storage={home}/m"]"#, "",
        ["{home}/l", "{home}/m"]
      ),
      (#"["--storage", "{home}/l"]"#, "[]", "", ["{home}/l", "{home}/.aleo/storage/ledger-0"]),
      (#"["--storage", "l"]"#, #"["--storage"]"#, #"path = "/k""#, ["/k", "/k"]),
      ("[]", "[]", "path = \"/k\"\nadnet_path = \"/m\"", ["/k", "/m"]),
      (
        #"["--network", "1"]"#, #"["--network=canary"]"#, "",
        ["{home}/.aleo/storage/ledger-1", "{home}/.aleo/storage/ledger-2"]
      ),
      (
        #"["--dev", "3", "--network", "testnet"]"#, #"["--dev=0", "--network"]"#, "",
        ["{home}/.ledger-1-3", "{home}/.ledger-0-0"]
      ),
      (
        #"["--network", "-1", "--dev", "x"]"#, #"["--dev", "3", "--storage", "/m"]"#, "",
        ["{home}/.aleo/storage/ledger-0", "/m"]
      ),
    ])
  func theLedgerIsWhereTheCommandsSay(
    _ own: String, _ unified: String, _ more: String, _ places: [String]
  ) throws {
    let text = """
      [chain.alpha.command]
      \(own.isEmpty ? "" : "alphaos = \(own)")
      \(unified.isEmpty ? "" : "adnet = \(unified)")
      [chain.alpha.ledger]
      \(more)
      """
    let (parsed, problems) = ConfigurationParser.parse(files: [("agent.toml", text)])
    let configuration = try #require(parsed, "\(problems)")
    let chain = try #require(configuration.orderedChains.first)
    #expect([chain.ownLedger, chain.unifiedLedger] == places)
  }

  /// As the default would have it, one process for all chains has each ledger where its chain's own has.
  @Test func theProcessOfAllChainsHasTheLedgersWhereThoseOfEachHaveThem() throws {
    let text = """
      [chain.alpha.command]
      adnet = ["--network", "1"]
      [chain.delta.ledger]
      path = "{home}/l"
      """
    let (parsed, problems) = ConfigurationParser.parse(files: [("agent.toml", text)])
    let words = try #require(parsed, "\(problems)").unified.command
    #expect(words.contains("{alpha.home}/.aleo/storage/ledger-1"), "\(words)")
    #expect(words.contains("{delta.home}/l"), "\(words)")
  }

  @Test func thePathOfALedgerIsFilledInForTheProcessOfAllChains() throws {
    let text = "[chain.delta.ledger]\npath = \"{home}/{chain}-{{1}}-{rest.port}\""
    let (parsed, problems) = ConfigurationParser.parse(files: [("agent.toml", text)])
    let start = parsed?.start("adnet.service", release: ReleaseID("adnet/3.0.0-0123456789ab")!)
    let words = try #require(start, "\(problems)").arguments
    #expect(words.contains("/var/lib/adnet/nodes/delta/delta-{1}-3031"), "\(words)")
  }

  @Test func aPathIsAsItsNodeSeesIt() throws {
    let text = "[chain.alpha.ledger]\npath = \"{home}/{program}\"\nadnet_path = \"/{program}\""
    let (parsed, problems) = ConfigurationParser.parse(files: [("agent.toml", text)])
    let chain = try #require(parsed?.orderedChains.first, "\(problems)")
    #expect(chain.ledger(of: "alphaos") == "/var/lib/adnet/nodes/alpha/alphaos")
    #expect(chain.ledger(of: "adnet") == "/adnet")
  }

  @Test func whatItIsToldBesidesIsFoundHoweverItIsWritten() throws {
    let units = try units(
      """
      [chain.alpha.command]
      adnet = ["run", "--rest", "{rest.endpoint}", "--p2p=[::]:30303", "--time", "12:30", "x:0"]
      [unified]
      command = ["run", "--mode", "dual", "--api", "127.0.0.1:8080", "--node", "0.0.0.0:30303", "--peers", "host:1"]
      """)
    #expect(units.map(\.mode) == [nil, "dual"])
    #expect(units.map(\.otherPorts) == [[30_303], [8_080, 30_303]])
  }
}
