import Testing

@testable import AgentConfig

/// What `config check` finds, and who only goes on with what there is doesn't.
@Suite struct UselessValueTests {
  private func problems(_ text: String) -> [String] {
    let files = [(name: "agent.toml", text: text)]
    #expect(ConfigurationParser.parse(files: files).1.isEmpty)
    return ConfigurationParser.parse(files: files) { $0 == "here" }.1.map(\.description)
  }

  @Test func theDefaultsAreOfUseOnAnyHost() {
    #expect(problems("").isEmpty)
  }

  @Test func anAccountThatTheHostDoesNotHaveIsNamedWhereItIsGiven() {
    #expect(
      problems("[chain.alpha]\nuser = \"there\"\n[chain.delta]\nuser = \"here\"") == [
        "agent.toml:2: chain.alpha.user: this host has no account there\nhint: useradd --system --shell /usr/sbin/nologin there"
      ])
  }

  @Test func anOptionAndItsValueInOneWordAreFound() {
    let text = """
      [chain.alpha.command]
      check_ports = false
      alphaos = [
        "start", "--filter=a b", "-", "daemon off;",
        "--network 1",
      ]
      """
    #expect(
      problems(text) == [
        "agent.toml:5: chain.alpha.command.alphaos has \"--network 1\" as one word\nhint: write the option and its value separately: \"--network\", \"1\""
      ])
    #expect(problems("[unified]\n\"command@2\" = [\"-n 1\"]").contains { $0.contains("\"-n 1\"") })
  }

  @Test func aCommandHasToNameThePortsOfItsNode() {
    let found = problems(
      "[chain.alpha.command]\nalphaos = [\"{rest.endpoint}\", \"--bft=[::]:5000\", \"41300\"]")
    #expect(found.count == 1)
    #expect(
      found.first?.hasPrefix(
        "agent.toml:2: chain.alpha.command.alphaos doesn't give the node these ports of chain.alpha: p2p (4130)\nhint: add {p2p.endpoint}; "
      ) == true, "\(found)")
  }

  @Test(arguments: [
    (#""alphaos@4.5" = ["--ledger-storage", "{home}/l"]"#, "", "alphaos@4.5", "{home}/l", "path"),
    (
      #""alphaos@4.5" = ["--network=1"]"#, "", "alphaos@4.5", "{home}/.aleo/storage/ledger-1",
      "path"
    ),
    (#""adnet@2" = ["--storage=/m"]"#, "path = \"/k\"", "adnet@2", "/m", "adnet_path"),
    (#""alphaos@4.5" = ["--storage=/m"]"#, "path = \"/k\"", "", "", ""),
    (#""adnet@2" = ["--storage=/m"]"#, "adnet_path = \"/k\"", "", "", ""),
    (#""alphaos@4.5" = ["--ledger-storage={home}/.aleo/storage/ledger-0"]"#, "", "", "", ""),
  ])
  func versionsThatHaveTheLedgerInDifferentPlacesAreFound(
    _ command: String, _ ledger: String, _ version: String, _ place: String, _ key: String
  ) {
    let found = problems(
      "[chain.alpha.command]\ncheck_ports = false\n\(command)\n[chain.alpha.ledger]\n\(ledger)")
    guard !version.isEmpty else { return #expect(found.isEmpty) }
    #expect(found.count == 1, "\(found)")
    let start = "agent.toml:3: chain.alpha.command.\(version) has the ledger at \(place), "
    #expect(found.first?.hasPrefix(start) == true, "\(found)")
    #expect(found.first?.hasSuffix(" set \(key) in [chain.alpha.ledger]") == true, "\(found)")
  }

  @Test(arguments: [
    ("--storage={alpha.home}/.aleo/storage/ledger-0", "{delta.home}/.aleo/storage/ledger-0", []),
    ("--storage={alpha.home}/l", "/var/lib/adnet/nodes/delta/.aleo/storage/ledger-0", ["alpha"]),
    ("--storage=l", "--delta-storage", ["alpha", "delta"]),
    ("--node-data-storage=l", "{delta.home}", []),
  ])
  func theProcessOfAllChainsHasToNameTheLedgerOfEach(
    _ first: String, _ second: String, _ missing: [String]
  ) {
    let off = ["alpha", "delta"].map { "[chain.\($0).command]\ncheck_ports = false\n" }.joined()
    let found = problems("\(off)[unified]\ncommand = [\"\(first)\", \"\(second)\"]")
    #expect(found.count == missing.count, "\(found)")
    for (problem, chain) in zip(found, missing) {
      #expect(
        problem.hasPrefix(
          "agent.toml:6: unified.command doesn't name the ledger of chain \(chain), /var/lib/adnet"),
        "\(problem)")
    }
  }

  @Test func whatIsSwitchedOffOrToldOtherwiseIsNotMissed() {
    let off = ["rest", "p2p", "bft"].map { "[chain.alpha.ports.\($0)]\nenabled = false\n" }
    // The other command would miss them by their placeholders.
    let other = "[chain.alpha.command]\nalphaos = [\"start\"]\nadnet = [\"run\"]\n"
    #expect(
      problems("[unified]\ncommand = [\"3031 3032 4131 5001\"]\n" + other + off.joined()).isEmpty)
    #expect(problems("[chain.alpha.command]\nalphaos = []\ncheck_ports = false").isEmpty)
  }

  @Test func theProcessOfAllChainsHasToNameThePortsOfEach() {
    let found = problems("[unified]\ncommand = [\"{alpha.rest.port}\", \"4130\", \"5000\"]")
    #expect(found.count == 1)
    #expect(
      found.first?.contains(
        "ports of chain.delta: rest (3031), ws (3032), p2p (4131), bft (5001)\nhint: add {delta.rest.endpoint} "
      ) == true, "\(found)")
  }

  @Test(arguments: [
    ("24G", "24G"), ("1024M", "1024M"), ("80%", "80%"), ("16GiB", "16G"), ("256MiB", "256M"),
    ("1.5GiB", "1536M"), ("1.5 GiB", "1536M"), ("512MB", "512M"), ("0.5T", "512G"), ("", ""),
    ("1000", "1000"),
  ])
  func amountsOfMemoryAreReadAsTheyArePrinted(_ text: String, _ limit: String) {
    let (configuration, problems) = ConfigurationParser.parse(files: [
      ("a", "[chain.alpha.limits]\nmemory_high = \"\(text)\"")
    ])
    #expect(configuration?.orderedChains[0].limits.memoryHigh == limit, "\(problems)")
  }

  @Test(arguments: [
    ("32G", 32 << 30), ("32GiB", 32 << 30), ("256 MiB", 256 << 20), ("1.5G", 1536 << 20),
    ("1.1GiB", 1126 << 20), ("0", 0), ("2TB", 2 << 40),
  ])
  func amountsOfSwapAreReadAsTheyArePrinted(_ text: String, _ bytes: Int) {
    #expect(ByteText.bytes(text) == bytes)
    #expect(
      ConfigurationParser.parse(files: [("a", "[host.disk]\nreserve = \"\(text)\"")]).1.isEmpty)
  }

  @Test(arguments: [
    "1..5G", ".5G", "1.G", "G", "1.5", "-1G", "1Gi", "1GiBB", "1 G B", "99999999999T", "1.5K", "٣G",
  ])
  func noAmountIsRefused(_ text: String) {
    let found = ConfigurationParser.parse(files: [("a", "[host.swap]\nsize = \"\(text)\"")]).1
    #expect(found.count == 1)
  }
}
