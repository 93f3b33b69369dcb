import AgentConfig
import Basics
import Testing

@testable import NodeImport

/// A server as they are found: the account devops, everything below its home.
struct Site {
  static let devops = ForeignNode.Account(name: "devops", user: 1_000, group: 1_000)
  static let ledger = "/home/devops/.aleo/storage/ledger-0"

  var node = ForeignNode(
    process: 4_711, executable: "/home/devops/bin/alphaos",
    arguments: [
      "start", "--validator", "--private-key-file", "keys/validator.key", "--rest",
      "0.0.0.0:3030", "--node", "[::]:4140", "--logfile", "/home/devops/a.log", "--nodisplay",
    ],
    account: devops, home: "/home/devops", folder: "/home/devops",
    environment: ["HOME", "PATH", "RUST_LOG"],
    listeners: [.init("0.0.0.0", 3030), .init("::", 4140), .init("0.0.0.0", 5000)],
    ledgers: [ProvenPath(ledger)],
    origin: .unit(
      ForeignUnit(
        name: "node.service", file: "/etc/systemd/system/node.service", isEnabled: true,
        mainProcess: 4_711,
        effective: [
          .init("Unit", "After", "sysinit.target network.target system.slice"),
          .init("Service", "LimitNOFILE", "99999"), .init("Service", "Nice", "5"),
          .init("Service", "Restart", "always"), .init("Service", "User", "devops"),
        ])))
  var facts: [String: PathFact] = [
    ledger: PathFact(.folder, owner: 1_000, device: 1),
    "/": PathFact(.folder, owner: 0, device: 1),
    "/home/devops": PathFact(.folder, owner: 1_000, device: 1),
    "/home/devops/.aleo/storage": PathFact(.folder, owner: 1_000, device: 1),
    "/home/devops/keys/validator.key": PathFact(.file, owner: 1_000, device: 1),
    "/var/lib/adnet/nodes/alpha": PathFact(.folder, owner: 990, device: 1),
    "/home/devops/genesis.json": PathFact(.file, owner: 1_000, device: 1),
    "/home/root.json": PathFact(.file, owner: 0, device: 1),
    "/etc/genesis.json": PathFact(.file, owner: 0, device: 1),
  ]
  var folders: [String: [String]] = [:]
  var networks: [ChainName: String] = [:]
  /// Links, in the node's view of the file system.
  var links: [String: String] = [:]
  /// What this host has elsewhere, by the node's path; nil for nowhere.
  var elsewhere: [String: String?] = [:]
  var answers = ForeignAnswers(height: 99)

  /// What a path leads to, as the kernel follows links.
  private func resolved(_ path: String) -> String {
    for (link, target) in links where path == link || path.hasPrefix(link + "/") {
      return resolved(target + path.dropFirst(link.utf8.count))
    }
    return path
  }

  func look(_ path: String) -> PathFact? {
    let path = resolved(path)
    guard var fact = facts[path] else { return nil }
    fact.inode = UInt64(facts.keys.sorted().firstIndex(of: path)!) + 1
    fact.path = elsewhere[path] ?? path
    return fact
  }

  func here(_ path: String) -> PathFact? {
    elsewhere.first { $0.value == path }.flatMap { facts[$0.key] } ?? facts[path]
  }

  var alpha: ChainConfiguration { Configuration().orderedChains[0] }

  /// Its unit, changed.
  mutating func change(_ change: (inout ForeignUnit) -> Void) {
    var unit = node.unit!
    change(&unit)
    node.origin = .unit(unit)
  }

  /// With one more setting in its unit.
  func with(_ key: String, _ value: String, in section: String = "Service") -> Site {
    var site = self
    site.change { $0.effective.append(.init(section, key, value)) }
    return site
  }

  func plan() -> ImportPlan {
    ImportPlanner(
      node, into: alpha, home: "/var/lib/adnet/nodes/alpha", version: "1.0", networks: networks,
      answers: answers, look: look, here: here, list: { folders[$0] ?? [] }
    ).plan()
  }

  /// What the fragment makes of the chain's configuration.
  func parsed() throws -> ChainConfiguration {
    let (found, problems) = ConfigurationParser.parse(files: [("90.toml", plan().fragment)])
    #expect(problems.isEmpty, "\(problems)")
    return try #require(found?.orderedChains[0])
  }
}
