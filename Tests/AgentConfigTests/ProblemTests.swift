import Testing

@testable import AgentConfig

@Suite struct ProblemTests {
  private func problems(_ files: ConfigurationParser.File...) -> [String] {
    let (configuration, problems) = ConfigurationParser.parse(files: files)
    #expect((configuration == nil) == !problems.isEmpty)
    return problems.map(\.description)
  }

  private func problems(_ text: String) -> [String] { problems(("agent.toml", text)) }

  @Test func allProblemsAreFoundAtOnceWithTheirLines() {
    let text = """
      [agent]
      wach = "60s"
      ready_timeout = 600
      [chain.alpha]
      user = "root"
      [chain.alpha.ports.rest]
      port = 70000
      [chain.gamma]
      program = "gammaos"
      [chain.delta.timeouts]
      stop = "90"
      """
    #expect(
      problems(text) == [
        "agent.toml:2: unknown key agent.wach\nhint: did you mean agent.watch?",
        "agent.toml:3: agent.ready_timeout must be a duration in quotes, not an integer\nhint: write a whole number and ms, s, m or h, such as \"500ms\" or \"2m\"",
        "agent.toml:5: chain.alpha.user can't be \"root\": a node needs an account of its own\nhint: the package creates adnet-node",
        "agent.toml:7: chain.alpha.ports.rest.port must be 1 to 65535, not 70000",
        "agent.toml:8: unknown chain \"gamma\"\nhint: known chains: alpha and delta",
        "agent.toml:11: chain.delta.timeouts.stop can't be \"90\": not a duration\nhint: write a whole number and ms, s, m or h, such as \"500ms\" or \"2m\"",
      ])
  }

  private static let address = "aleo1rhgdu77hgyqd3xjj8ucu3jj9r2krwz6mnzyd80gncr5fxcwlh5rsvzp9px"

  /// Chains that nobody has seen yet may have addresses of another form.
  @Test func anAddressIsOfDigitsAndLowercaseLetters() {
    for text in [
      "[chain.alpha.quorum]\naddress = \"\(Self.address)\"",
      "[chain.alpha.peers]\nurls = [\"\(Self.address)@http://x:3030\"]",
    ] {
      #expect(problems(text) == [])
      #expect(problems(text.replacing(Self.address, with: "deadbeefdeadbeef")) == [])
      for other in ["aleo1", Self.address.uppercased(), "aleo1 qqqqqqqq"] {
        let wrong = problems(text.replacing(Self.address, with: other))
        #expect(wrong.first?.contains("\nhint: ") == true, "\(other): \(wrong)")
      }
    }
  }

  @Test func textThatIsNoTomlIsOneProblemWithItsLine() {
    #expect(
      problems("[agent]\nwatch = \n") == [
        "agent.toml:2: this is not TOML: parsing key-value pair: expected value, saw '\\n'"
      ])
    #expect(problems("[agent").count == 1)
    #expect(
      problems("# x\n[}\n[agent]\nwatch = 1\n") == [
        "agent.toml:2: this is not TOML: this line can't be understood"
      ])
    #expect(problems("[=").first?.hasPrefix("agent.toml:1: ") == true)
    #expect(problems("a = 1\na = 2").first?.hasPrefix("agent.toml:2: this is not TOML") == true)
  }

  @Test(arguments: [
    ("[chain.alpha.timeouts]\nstopp = \"1s\"", "did you mean chain.alpha.timeouts.stop?"),
    ("[chain.alpha]\nstop = \"1s\"", "did you mean chain.alpha.timeouts.stop?"),
    ("[agnet]\nwatch = \"1s\"", "did you mean agent?"),
    ("[chain.alpha.port.rest]\nport = 1", "did you mean chain.alpha.ports?"),
    ("[agent]\nfrobnicate = 1", "known here: upgraders, watch, ready_timeout, health_listen"),
  ])
  func anUnknownKeyHasAHint(_ text: String, _ hint: String) {
    #expect(problems(text).first?.hasSuffix("hint: \(hint)") == true, "\(problems(text))")
  }

  @Test(arguments: [
    ("agent = 3", "agent must be a table, not an integer"),
    ("[agent.watch]\nx = 1", "agent.watch must be a duration in quotes, not a table"),
    ("[chain.alpha.ports]\nrest = 3030", "chain.alpha.ports.rest must be a table, not an integer"),
    ("[chain.alpha.ports.rest]\nport = \"3030\"", "must be an integer, not a string"),
    ("[chain.alpha.ports.rest]\nport = 3030.0", "must be an integer, not a float"),
    ("[chain.alpha.ports.rest]\nheld = 1", "must be true or false, not an integer"),
    ("[chain.alpha.peers]\nurls = \"x\"", "must be an array of strings, not a string"),
    ("[chain.alpha.peers]\nurls = [1]", "must have only strings, not an integer"),
    ("[agent]\nwatch = 1979-05-27", "must be a duration in quotes, not a date"),
  ])
  func aWrongTypeIsNamed(_ text: String, _ wanted: String) {
    #expect(problems(text).count == 1)
    #expect(problems(text).first?.contains(wanted) == true, "\(problems(text))")
  }

  @Test(arguments: [
    #"[agent]\#nwatch = "0s""#,
    #"[agent]\#nwatch = "2d""#,
    #"[agent]\#nwatch = "-1s""#,
    #"[agent]\#nwatch = "99999999999999999h""#,
    #"[chain.alpha]\#nprogram = "../x""#,
    #"[chain.alpha]\#nuser = "Adnet""#,
    #"[chain.alpha]\#nuser = """#,
    #"[chain.alpha.ports.rest]\#naddress = "localhost""#,
    #"[chain.alpha.ports.rest]\#naddress = "224.0.0.1""#,
    #"[chain.alpha.ports.rest]\#naddress = "::ffff:10.0.0.1""#,
    #"[chain.alpha.ports.rest]\#nport = 0"#,
    #"[chain.alpha.ports.REST]\#nport = 1"#,
    #"[chain.alpha.limits]\#nmemory_high = "lots""#,
    #"[chain.alpha.limits]\#nmemory_high = "101%""#,
    #"[chain.alpha.limits]\#nopen_files = 3"#,
    #"[chain.alpha.timeouts]\#nstop = "1500ms""#,
    #"[chain.alpha.restart]\#nbackoff_first = "20s"\#nbackoff_cap = "10s""#,
    #"[chain.alpha.command]\#nalphaos = ["a\#tb"]"#,
    #"[chain.alpha.command]\#nalphaos = ["a\u0000b"]"#,
    #"[chain.alpha.command]\#nalphaos = ["{rest.endpoint"]"#,
    #"[chain.alpha.command]\#nalphaos = ["}"]"#,
    #"[chain.alpha.command]\#nalphaos = ["--private-key", "APrivateKey1x"]"#,
    #"[chain.alpha.command]\#nalphaos = ["--private-key=APrivateKey1x"]"#,
    #"[chain.alpha.probe]\#nbase_paths = ["mainnet"]"#,
    #"[chain.alpha.probe]\#nbase_paths = ["/a b"]"#,
    #"[chain.alpha.probe]\#nbase_paths = []"#,
    #"[chain.alpha.peers]\#nurls = ["https://x"]"#,
    #"[chain.alpha.peers]\#nurls = ["http://u:p@x"]"#,
    #"[chain.alpha.peers]\#nurls = ["http://x/"]"#,
    #"[chain.alpha.peers]\#nurls = ["http://x", "http://x"]"#,
  ])
  func anImpossibleValueIsRefused(_ text: String) {
    #expect(problems(text).count == 1, "\(problems(text))")
  }

  @Test func anElementOfAnArrayIsRefusedAtItsOwnLine() {
    let text = """
      [chain.alpha.command]
      alphaos = [
        "start",
        "--rest", "{rset.endpoint}",
      ]
      """
    #expect(
      problems(text) == [
        "agent.toml:4: chain.alpha.command.alphaos has the unknown placeholder {rset.endpoint}\nhint: did you mean {rest.endpoint}?"
      ])
  }

  @Test func aSwitchedOffPortIsMissedByTheCommandThatUsesIt() {
    let found = problems("[chain.alpha.ports.metrics]\nenabled = false")
    #expect(found.count == 2)
    #expect(found.allSatisfy { $0.hasPrefix("agent.toml:2: chain.alpha.command.") })
  }

  @Test func chainsMayHaveOneUser() {
    let text = "[chain.alpha]\nuser = \"adnet-node\"\n[chain.delta]\nuser = \"adnet-node\""
    #expect(problems(text).isEmpty)
  }

  @Test func aPlaceholderOfAllChainsNamesItsChain() throws {
    let text = """
      [unified]
      command = [
        "{alpha.home}", "{program}", "{delta.ws.port}",
        "{home}",
        "{delta.rset.endpoint}",
        "{gamma.rest.endpoint}",
      ]
      """
    let found = problems(text)
    try #require(found.count == 3)
    #expect(
      found[0].hasPrefix("agent.toml:4: unified.command has the unknown placeholder {home}\n"))
    #expect(
      found[1]
        == "agent.toml:5: unified.command has the unknown placeholder {delta.rset.endpoint}\nhint: did you mean {delta.rest.endpoint}?"
    )
    #expect(found[2].hasPrefix("agent.toml:6: "))
  }

  @Test func aSwitchedOffPortIsMissedByTheCommandOfAllChainsThatNamesIt() {
    let text = """
      [unified]
      command = ["{delta.ws.endpoint}"]
      [chain.delta.command]
      deltaos = []
      adnet = []
      [chain.delta.ports.ws]
      enabled = false
      """
    #expect(
      problems(text) == [
        "agent.toml:2: unified.command has the unknown placeholder {delta.ws.endpoint}\nhint: the port is disabled: remove it from unified.command"
      ])
  }

  @Test func onlyAPortWithSocketUnitsCanBeHeld() {
    #expect(
      problems("[chain.alpha.ports.p2p]\nheld = true") == [
        "agent.toml:2: chain.alpha.ports.p2p can't be held: there is no socket unit for it\nhint: chain alpha can hold rest"
      ])
    #expect(problems("[chain.alpha.ports.ws]\nport = 3040\nheld = true").count == 1)
    #expect(problems("[chain.delta.ports.ws]\nheld = true").isEmpty)
  }

  @Test func aRoleOfOnesOwnNeedsAPort() {
    #expect(problems("[chain.alpha.ports.admin]\nport = 8089").isEmpty)
    #expect(
      problems("[chain.alpha.ports.rset]\nready = true") == [
        "agent.toml:2: chain.alpha.ports.rset has no port\nhint: did you mean chain.alpha.ports.rest?"
      ])
  }

  @Test func problemsComeInTheOrderOfFilesAndLines() {
    let found = problems(
      ("agent.toml", "[agent]\nx = 1\n[chain.delta]\nuser = \"root\"\n"),
      ("agent.toml.d/10.toml", "y = 1\n[chain.alpha]\nuser = \"same\""))
    #expect(
      found.map { $0.split(separator: " ").first.map(String.init) } == [
        "agent.toml:2:", "agent.toml:4:", "agent.toml.d/10.toml:1:",
      ])
  }
}
