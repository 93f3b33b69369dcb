import Basics
import Testing

@testable import AgentConfig

@Suite struct VersionedArgumentsTests {
  private let alpha = ChainName("alpha")!

  private func parse(_ files: String...) -> (Configuration?, [String]) {
    let (configuration, problems) = ConfigurationParser.parse(
      files: files.enumerated().map { ("\($0.offset).toml", $0.element) })
    return (configuration, problems.map(\.description))
  }

  private static let text = """
    [chain.alpha.command]
    "alphaos@4.10" = ["tenth", "{rest.endpoint}", "{p2p.port}", "{bft.port}"]
    alphaos = ["plain", "{rest.endpoint}", "{p2p.port}", "{bft.port}"]
    "alphaos@4.5" = ["fifth", "{rest.endpoint}", "{p2p.port}", "{bft.port}"]
    "adnet@1.1" = ["unified", "{rest.endpoint}", "{p2p.port}", "{bft.port}"]
    """

  @Test(arguments: [
    ("4.4.9", "plain"), ("4.5", "fifth"), ("4.5.0", "fifth"), ("4.5.0-rc1", "plain"),
    ("v4.9.9", "fifth"), ("4.10.0", "tenth"), ("5", "tenth"), ("nightly", "plain"),
  ])
  func aReleaseTakesTheHighestThatIsNotAboveIt(_ version: String, _ first: String) throws {
    let (configuration, problems) = parse(Self.text)
    let command = try #require(configuration?.chains[alpha]?.command, "\(problems)")
    #expect(command.ownFrom.map(\.version) == ["4.5", "4.10"])
    #expect(command.own(for: version).first == first)
    #expect(command.unified(for: "1.2.0").first == "unified")
    #expect(command.unified(for: "1.0.0") == command.unified)
  }

  @Test func thoseOfTheUnifiedProcessFollowItsVersion() throws {
    let ports = ["alpha", "delta"].flatMap { chain in
      (chain == "alpha" ? ["rest", "p2p", "bft"] : ["rest", "ws", "p2p", "bft"]).map {
        "\"{\(chain).\($0).endpoint}\""
      }
    }.joined(separator: ", ")
    let (configuration, problems) = parse(
      "[unified]\n\"command@1.1\" = [\"new\", \(ports)]\nenvironment = [\"A={alpha.home}\"]")
    let unified = try #require(configuration?.unified, "\(problems)")
    #expect(unified.command(for: "1.1").first == "new")
    // The plain one still is the default, which follows the ports.
    #expect(unified.command(for: "1.0") == Configuration().unified.command)
    #expect(unified.environment == ["A={alpha.home}"])
  }

  @Test func aLaterFileOverridesOneVersion() throws {
    let ports = #""{rest.port}", "{p2p.port}", "{bft.port}""#
    let (configuration, problems) = parse(
      Self.text, "[chain.alpha.command]\n\"alphaos@4.5\" = [\"other\", \(ports)]")
    let command = try #require(configuration?.chains[alpha]?.command, "\(problems)")
    #expect(command.own(for: "4.5.1").first == "other")
    #expect(command.own(for: "4.10").first == "tenth")
    #expect(
      configuration?.origins["chain.alpha.command.alphaos@4.5"]?.description == "1.toml:2")
  }

  @Test func whatIsShownCanBeReadAgain() throws {
    let text = Self.text + "\n[chain.alpha]\nenvironment = [\"RUST_LOG=warn\", \"D={home}/x\"]"
    let configuration = try #require(parse(text).0)
    let shown = configuration.rendered()
    #expect(shown.contains("\"alphaos@4.5\" = ["))
    #expect(parse(shown).0 == configuration, "\(parse(shown).1)")
  }

  @Test func theirPlaceholdersAreLookedAtLikeThoseOfThePlainCommand() {
    let text = """
      [chain.alpha.command]
      "alphaos@4.5" = [
        "{rest.endpoint}", "{p2p.port}", "{bft.port}",
        "{rset.endpoint}",
      ]
      "adnet@1" = ["}"]
      """
    #expect(
      parse(text).1 == [
        "0.toml:4: chain.alpha.command.alphaos@4.5 has the unknown placeholder {rset.endpoint}\nhint: did you mean {rest.endpoint}?",
        "0.toml:6: chain.alpha.command.adnet@1 can't have \"}\": its braces don't pair up\nhint: \(Template.braceHint)",
      ])
  }

  @Test(arguments: [
    (
      #""alphaos@new" = []"#,
      "chain.alpha.command.alphaos can't start at the version \"new\"\nhint: write \"alphaos@4.5\": numbers with dots between them"
    ),
    (#""alphaos@" = []"#, "chain.alpha.command.alphaos can't start at the version \"\""),
    (
      "\"alphaos@4.5\" = [\"{rest.port}\", \"{p2p.port}\", \"{bft.port}\"]\n\"alphaos@4.5.0\" = []",
      "chain.alpha.command.alphaos has the version 4.5.0 twice\nhint: write it as \"alphaos@4.5\", at 0.toml:2"
    ),
    (#""deltaos@4.5" = []"#, "unknown key chain.alpha.command.deltaos@4.5"),
    (#""compare_features@4.5" = true"#, "unknown key"),
  ])
  func aVersionThatCanNotBeOneIsRefused(_ line: String, _ text: String) {
    let problems = parse("[chain.alpha.command]\n\(line)").1
    #expect(problems.count == 1)
    #expect(problems.first?.contains(text) == true, "\(problems)")
  }

  @Test(arguments: [
    #"["HOME=/x"]"#, #"["LISTEN_FDS=3"]"#, #"["1A=x"]"#, #"["A"]"#, #"["A B=x"]"#, #"["A=\n"]"#,
    #"["A={rset.port}"]"#, #"["A=1", "A=2"]"#, #"["KEY=APrivateKey1zz"]"#, #"["A={"]"#, #"["=x"]"#,
  ])
  func anImpossibleVariableIsRefused(_ value: String) {
    #expect(parse("[chain.alpha]\nenvironment = \(value)").1.count == 1)
    if !value.contains("rset") {
      #expect(parse("[unified]\nenvironment = \(value)").1.count == 1)
    }
  }

  @Test func flagsAreCheckedUnlessSwitchedOff() {
    #expect(parse("").0?.chains[alpha]?.command.checksFlags == true)
    let (configuration, _) = parse("[chain.alpha.command]\ncheck_flags = false")
    #expect(configuration?.chains[alpha]?.command.checksFlags == false)
  }
}
