import AgentConfig
import Basics
import TestSupport
import Testing

@testable import NodeImport

@Suite struct PlannerTests {
  @Test func theWholePlanOfAnUsualServer() throws {
    let plan = Site().plan()
    let text =
      plan.fragment + plan.lost.map { "lost: \($0)\n" }.joined()
      + plan.moves.map { "\($0.isCopy ? "copy" : "move"): \($0.from) -> \($0.to)\n" }.joined()
      + plan.refusals.map { "refused: \($0.text)\n" }.joined()
    #expect(try Golden.file("Tests/NodeImportTests/Plan/Golden/usual.txt", text) == text)
  }

  @Test func theConfigurationSaysWhatTheNodeDid() throws {
    let chain = try Site().parsed()
    #expect(chain.port("p2p")?.endpoint == "[::]:4140")
    // A port that no option named is written down.
    #expect(chain.port("bft")?.endpoint == "0.0.0.0:5000")
    #expect(chain.command.own.contains("{bft.endpoint}"))
    #expect(chain.port("metrics") == nil)
    #expect(!chain.command.unified.contains("--metrics"))
    #expect(chain.limits.openFiles == 99_999)
    #expect(chain.command.own.contains("{home}/validator.key"))
    #expect(!chain.command.own.joined().contains("/home/devops"))
  }

  @Test func filesAreCopiedFoldersAndKeysMovedAndWhatNobodyCanSeeRefused() {
    var site = Site()
    site.node.arguments += ["--genesis", "genesis.json", "--other", "/etc/genesis.json"]
    var plan = site.plan()
    let copy = plan.moves.filter(\.isCopy)
    #expect(plan.moves.count == 3, "\(plan.moves)")
    #expect(copy.map(\.to) == ["/var/lib/adnet/nodes/alpha/genesis.json"])
    #expect(copy.allSatisfy { !$0.isFolder })
    #expect(plan.fragment.contains("\"--other\", \"/etc/genesis.json\""))
    #expect(plan.refusals.isEmpty)
    site.node.arguments += ["--third", "/home/root.json"]
    plan = site.plan()
    #expect(plan.refusals.map(\.text).contains { $0.contains("/home/root.json") })
  }

  @Test func aLedgerBesideTheHomeKeepsItsNameAndOneBelowIsMovedWithIt() {
    var site = Site()
    site.facts["/data/alpha"] = PathFact(.folder, owner: 1_000, device: 1)
    site.facts["/data/alpha/ledger"] = PathFact(.folder, owner: 1_000, device: 1)
    site.node.ledgers = [ProvenPath("/data/alpha/ledger")]
    site.node.arguments += ["--storage", "/data/alpha", "--node-data-storage=/data/alpha/ledger"]
    let plan = site.plan()
    #expect(plan.moves.last?.from == "/data/alpha")
    #expect(plan.moves.last?.to == "/var/lib/adnet/nodes/alpha/alpha")
    #expect(plan.moves.count == 2)
    #expect(plan.fragment.contains("\"--storage\", \"{home}/alpha\""), "\(plan.fragment)")
    #expect(plan.fragment.contains("--node-data-storage={home}/alpha/ledger"), "\(plan.fragment)")
  }

  @Test func whatStaysBesideTheLedgerIsTold() {
    var site = Site()
    #expect(!site.plan().lost.contains { $0.contains("stay there") })
    site.folders["/home/devops/.aleo/storage"] = [
      ".jwt_secret", "current-proposal-cache-0", "ledger-0", "ledger-1",
    ]
    #expect(
      site.plan().lost.contains(
        ".jwt_secret, ledger-1 next to the ledger in /home/devops/.aleo/storage: they stay there"))
    // A whole home is nobody's to go through.
    site.node.ledgers = [ProvenPath("/home/devops/ledger-0")]
    site.folders["/home/devops"] = ["photos"]
    #expect(!site.plan().lost.contains { $0.contains("photos") })
  }

  private static let refused: [(String, @Sendable (inout Site) -> Void, String)] = [
    ("another process", { $0.node.others = [NamedProcess(99, "alphaos")] }, "one network a host"),
    (
      "another chain's network",
      { $0.networks = [ChainName("delta")!: "canary"] }, "one network a host"
    ),
    ("no ledger", { $0.node.ledgers = [] }, "no ledger open"),
    (
      "companions",
      { site in
        var unit = site.node.unit!
        unit.companions = [NamedProcess(98, "tail")]
        site.node.origin = .unit(unit)
      }, "also runs other processes"
    ),
    (
      "a unit of ours",
      { site in
        var unit = site.node.unit!
        unit.name = "alphaos.service"
        site.node.origin = .unit(unit)
      }, "name of a unit of this package"
    ),
    (
      "another file system",
      { $0.facts[Site.ledger] = PathFact(.folder, owner: 1_000, device: 2) }, "another file system"
    ),
    (
      "another owner", { $0.facts[Site.ledger] = PathFact(.folder, owner: 7, device: 1) },
      "belongs to another account"
    ),
    (
      "something there",
      {
        $0.facts["/var/lib/adnet/nodes/alpha/.aleo/storage/ledger-0"] = PathFact(.folder, owner: 0)
      }, "exists already"
    ),
    (
      "a file system of its own", { $0.facts[Site.ledger] = nil },
      "isn't visible to this host"
    ),
    (
      "its whole home", { $0.node.ledgers = [ProvenPath("/home/devops")] },
      "together with other files"
    ),
  ]

  @Test(arguments: refused.indices) func isRefusedWithItsReason(_ index: Int) {
    let (name, change, words) = Self.refused[index]
    #expect(Site().plan().refusals.isEmpty)
    var site = Site()
    change(&site)
    let texts = site.plan().refusals.map(\.text)
    #expect(texts.contains { $0.contains(words) }, "\(name): \(texts)")
  }
}
