import AgentConfig
import Basics
import Testing

@testable import NodeImport

@Suite struct SecretTests {
  private static let home = "/var/lib/adnet/nodes/alpha"

  @Test func aKeyOnTheCommandLineGetsAFileAndIsShownNowhere() throws {
    var site = Site()
    site.node.arguments = [
      "start", "--private-key", "APrivateKey1geheim", "--rest", "0.0.0.0:3030",
    ]
    #expect(ImportPlanner.key(site.node.arguments) == "APrivateKey1geheim")
    site.node.arguments = Secrets.hidden(site.node.arguments)
    let plan = site.plan()
    #expect(plan.keyFile == "\(Self.home)/validator.key")
    #expect(!"\(plan)\(site.node)".contains("geheim"))
    #expect(plan.secrets.isEmpty)
    #expect(try site.parsed().command.own.contains("{home}/validator.key"))
  }

  private static let secrets: [[String]] = [
    ["--jwt-secret", "geheim"], ["--jwt-secret=geheim"], ["--api-key", "geheim"],
    ["--rpc_password", "geheim"], ["--auth.token", "geheim"],
    ["--peer", "https://me:geheim@host/"], ["--header", "Authorization: Bearer geheim"],
    ["--wallet", "APrivateKey1geheim"], ["--jwt-secret", "{geheim}\"\\"],
  ]

  @Test(arguments: secrets) func aSecretIsOnlyInTheFileThatIsWritten(_ words: [String]) throws {
    var site = Site()
    let arguments = ["start", "--rest", "0.0.0.0:3030"] + words + ["--nodisplay"]
    site.node.arguments = Secrets.hidden(arguments)
    let plan = site.plan()
    #expect(!"\(plan)\(site.node)".contains("geheim"), "\(plan.fragment)")
    #expect(plan.secrets == [String(words[0].prefix { $0 != "=" })])
    let filled = try plan.fragment(filledFrom: arguments)
    let (found, problems) = ConfigurationParser.parse(files: [("90.toml", filled)])
    #expect(problems.isEmpty, "\(problems)")
    let chain = try #require(found?.orderedChains[0])
    for command in [chain.command.own, chain.command.unified] {
      let own = command.map {
        $0.replacing("{{", with: "{").replacing("}}", with: "}")
      }
      #expect(words.allSatisfy(own.contains), "\(command)")
    }
    // A process that was started in another way has no such secret.
    #expect(throws: Failure.self) { try plan.fragment(filledFrom: ["start"]) }
  }
}
