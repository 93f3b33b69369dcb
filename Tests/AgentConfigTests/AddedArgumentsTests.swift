import Basics
import Testing

@testable import AgentConfig

/// `arguments`: what a site adds to the default command of every program.
@Suite struct AddedArgumentsTests {
  private static let (alpha, delta) = (ChainName("alpha")!, ChainName("delta")!)

  private func parse(_ text: String) -> (Configuration?, [String]) {
    let (configuration, problems) = ConfigurationParser.parse(files: [("agent.toml", text)]) { _ in
      true
    }
    return (configuration, problems.map(\.description))
  }

  private func configuration(_ text: String) throws -> Configuration {
    let (configuration, problems) = parse(text)
    return try #require(configuration, "\(problems)")
  }

  private func arguments(_ configuration: Configuration, _ unit: String) throws -> [String] {
    try #require(configuration.start(unit)).arguments
  }

  private static func added(_ alpha: String, _ delta: String = "") -> String {
    "[chain.alpha.command]\narguments = [\(alpha)]\n[chain.delta.command]\narguments = [\(delta)]\n"
  }

  @Test func everyDefaultCommandOfTheChainHasThem() throws {
    let configuration = try configuration(
      Self.added(#""--peers", "192.0.2.1:4130", "--note={home}/n""#))
    for unit in ["alphaos.service", "adnet@alpha.service", "adnet.service"] {
      #expect(
        try arguments(configuration, unit).suffix(3) == [
          "--peers", "192.0.2.1:4130", "--note=/var/lib/adnet/nodes/alpha/n",
        ], "\(unit)")
    }
    for unit in ["deltaos.service", "adnet@delta.service"] {
      #expect(try arguments(configuration, unit) == arguments(Configuration(), unit))
    }
  }

  @Test func aCommandThatAFileGivesIsLeftAlone() throws {
    let configuration = try configuration(
      """
      [chain.alpha.command]
      check_ports = false
      alphaos = ["start"]
      "adnet@2" = ["run", "--two"]
      arguments = ["--added"]
      """)
    let command = try #require(configuration.chains[Self.alpha]?.command)
    #expect(command.own == ["start"])
    #expect(command.unified(for: "2.0") == ["run", "--two"])
    #expect(command.unified(for: "1.0").last == "--added")
  }

  /// clap refuses an option that is given twice.
  @Test func anOptionOfTheDefaultIsTakenFromThem() throws {
    let configuration = try configuration(
      Self.added(#""--verbosity=2", "--rest", "127.0.0.1:3030""#))
    let words = try arguments(configuration, "alphaos.service")
    #expect(words.filter { $0.hasPrefix("--verbosity") } == ["--verbosity=2"])
    #expect(words.filter { $0.hasPrefix("--rest") } == ["--rest"])
    #expect(!words.contains("0.0.0.0:3030") && !words.contains("0"))
    #expect(words.prefix(2) == ["start", "--validator"])
  }

  @Test func theProcessOfAllChainsHasWhatIsOfEachAndOnceWhatIsOfBoth() throws {
    let configuration = try configuration(
      Self.added(
        #""--peers", "192.0.2.1:4130", "--network", "1", "--nobanner""#,
        #""--nobanner", "--network", "1", "--peers=192.0.2.2:{p2p.port}", "--{{x}}", "{chain}""#))
    let words = try arguments(configuration, "adnet.service")
    #expect(words.filter { $0 == "--network" || $0 == "--nobanner" }.count == 2)
    #expect(words.filter { $0.contains("peers") } == ["--peers", "--delta-peers=192.0.2.2:4131"])
    #expect(words.suffix(2) == ["--{x}", "delta"])
    #expect(words.contains("/var/lib/adnet/nodes/delta/.aleo/storage/ledger-1"))
  }

  @Test func theLedgerIsNamedOnce() throws {
    let configuration = try configuration(
      Self.added(#""--storage", "{home}/a""#, #""--ledger-storage={home}/d""#))
    let words = try arguments(configuration, "adnet.service")
    let home = "/var/lib/adnet/nodes"
    #expect(words.count { $0.contains("storage") } == 2)
    #expect(words.contains("\(home)/alpha/a") && words.contains("\(home)/delta/d"))
    #expect(
      configuration.chains[Self.alpha]?.ledger(of: "alphaos") == "\(home)/alpha/a")
    #expect(configuration.chains[Self.delta]?.ledger(of: "adnet") == "\(home)/delta/d")
  }

  @Test func theSameOptionWithTwoValuesIsNamedWithItsPlaces() {
    let text = Self.added(
      #""--network", "0""#, "\n\"--nobanner\",\n\"--network\", \"1\"")
    #expect(
      parse(text).1 == [
        "agent.toml:6: chain.delta.command.arguments has --network 1, chain.alpha.command.arguments (agent.toml:2) has --network 0\nhint: adnet.service is one process for both chains: give both the same, or the whole command in [unified]"
      ])
    let whole = #"""
      [unified]
      command = [
        "{alpha.rest.port}", "{alpha.p2p.port}", "{alpha.bft.port}",
        "{delta.rest.port}", "{delta.ws.port}", "{delta.p2p.port}", "{delta.bft.port}",
      ]
      """#
    #expect(parse(text + whole).1.isEmpty, "\(parse(text + whole).1)")
  }

  @Test func theyAreCheckedWhereTheyStand() {
    #expect(
      parse(Self.added(#""--network 1""#)).1 == [
        "agent.toml:2: chain.alpha.command.arguments has \"--network 1\" as one word\nhint: write the option and its value separately: \"--network\", \"1\""
      ])
    #expect(
      parse(Self.added(#""{hmoe}""#)).1 == [
        "agent.toml:2: chain.alpha.command.arguments has the unknown placeholder {hmoe}\nhint: did you mean {home}?"
      ])
    let ports = parse(Self.added(#""--rest", "0.0.0.0:3333""#)).1
    #expect(ports.count == 2, "\(ports)")
    #expect(
      ports.first?.hasPrefix(
        "agent.toml:2: chain.alpha.command.adnet doesn't give the node these ports of chain.alpha: rest (3030)"
      ) == true, "\(ports)")
    #expect(parse(Self.added(#""--private-key=x""#)).1.count == 1)
  }

  @Test func whatIsShownCanBeReadAgain() throws {
    let configuration = try configuration(Self.added(#""--nobanner""#, #""--peers", "a""#))
    let shown = configuration.rendered()
    #expect(shown.contains("arguments = [\"--nobanner\"]"))
    #expect(try self.configuration(shown) == configuration)
  }
}
