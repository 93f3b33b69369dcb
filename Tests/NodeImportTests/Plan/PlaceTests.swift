import AgentConfig
import Basics
import Testing

@testable import NodeImport

/// Where the new node looks is where the ledger and the safety record are moved to, or it is refused.
@Suite struct PlaceTests {
  private static let home = "/var/lib/adnet/nodes/alpha"

  private func storage(of site: Site) throws -> NodeStorage {
    let words = try site.parsed().command.own.map { $0.replacing("{home}", with: Self.home) }
    return NodeStorage(words, home: Self.home)
  }

  private func expectFound(_ site: Site, from: String, device: UInt64 = 1) throws {
    let plan = site.plan()
    #expect(plan.refusals.isEmpty, "\(plan.refusals)")
    let storage = try storage(of: site)
    let ledger = plan.moves.first { $0.from == from }
    #expect(ledger?.to == storage.ledger, "\(plan.moves) \(storage)")
    #expect(ledger?.inode != 0 && ledger?.device == device && ledger?.isFolder == true)
    #expect(plan.records.starts(with: storage.records), "\(plan.records)")
  }

  /// A folder of devops at a place, which the node has open as its ledger.
  private func site(ledger path: String, device: UInt64 = 1, seenAs: String? = nil) -> Site {
    var site = Site()
    site.facts[Site.ledger] = nil
    site.facts[path] = PathFact(.folder, owner: 1_000, device: device)
    site.facts["/home/devops/.aleo/storage"] = nil
    site.node.ledgers = [ProvenPath(path, seenAs: seenAs)]
    return site
  }

  @Test func theUsualPlaceStaysTheUsualOne() throws {
    try expectFound(Site(), from: Site.ledger)
  }

  @Test func anotherNetworkHasAnotherLedger() throws {
    var site = site(ledger: "/home/devops/.aleo/storage/ledger-1")
    site.node.arguments += ["--network", "1"]
    try expectFound(site, from: "/home/devops/.aleo/storage/ledger-1")
  }

  @Test func aHomeOfTheLedgerThatIsALinkIsFollowed() throws {
    var site = site(ledger: "/mnt/big/aleo/storage/ledger-0")
    site.links = ["/home/devops/.aleo": "/mnt/big/aleo"]
    site.facts["/mnt/big/aleo/storage"] = PathFact(.folder, owner: 1_000, device: 1)
    try expectFound(site, from: "/mnt/big/aleo/storage/ledger-0")
    // The record appears at the stop, beside the name of the ledger.
    #expect(
      site.plan().leftovers.first
        == .init(
          folder: "/mnt/big/aleo/storage", to: "\(Self.home)/.aleo/storage",
          marker: "current-proposal-cache"))
  }

  @Test func aLedgerAloneThatIsALinkIsFollowedAndItsRecordIsBesideTheLink() throws {
    var site = site(ledger: "/mnt/big/ledger-0")
    site.links = [Site.ledger: "/mnt/big/ledger-0"]
    site.facts["/home/devops/.aleo/storage"] = PathFact(.folder, owner: 1_000, device: 1)
    try expectFound(site, from: "/mnt/big/ledger-0")
    #expect(site.plan().leftovers.first?.folder == "/home/devops/.aleo/storage")
  }

  @Test func aLinkToAnotherDiskIsRefused() {
    var site = site(ledger: "/mnt/big/ledger-0", device: 2)
    site.links = [Site.ledger: "/mnt/big/ledger-0"]
    #expect(site.plan().refusals.map(\.text).contains { $0.contains("another file system") })
  }

  @Test func anotherViewIsTakenWhereTheHostHasIt() throws {
    var site = site(ledger: Site.ledger)
    site.elsewhere = [Site.ledger: "/srv/bound/storage/ledger-0"]
    site.node.ledgers = [ProvenPath("/srv/bound/storage/ledger-0", seenAs: Site.ledger)]
    try expectFound(site, from: "/srv/bound/storage/ledger-0")
    // An old copy that has its name here isn't it.
    #expect(!site.plan().moves.contains { $0.from == Site.ledger })
  }

  @Test func whatOnlyTheNodeSeesIsRefused() {
    var site = Site()
    site.elsewhere = [Site.ledger: nil]
    #expect(site.plan().refusals.contains { $0.text.contains("isn't visible to this host") })
  }

  @Test func whatSystemdRemovesAtTheStopIsRefused() {
    let own = "/tmp/systemd-private-1-node.service-2/tmp/ledger"
    var site = site(ledger: "/tmp/ledger")
    site.node.arguments += ["--storage", "/tmp/ledger"]
    site.elsewhere = ["/tmp/ledger": own]
    site.node.ledgers = [ProvenPath(own, seenAs: "/tmp/ledger")]
    #expect(site.plan().refusals.contains { $0.text.contains("removes when the node stops") })
  }

  @Test func aLedgerThatTheCommandLineDoesNotNameIsRefused() {
    let site = site(ledger: "/home/devops/.delta/storage/ledger-0")
    let refusals = site.plan().refusals
    #expect(refusals.contains { $0.text.contains("its command line doesn't name") }, "\(refusals)")
    #expect(refusals.contains { $0.hint?.contains("--storage /home/devops/.delta") == true })
  }

  @Test(arguments: [
    "/data/alpha", "/home/devops/data", "data", "/home/devops/link",
  ]) func aPlaceThatIsSaidIsSaidAgain(_ said: String) throws {
    let path = said.hasPrefix("/") ? said : "/home/devops/data"
    var site = site(ledger: path == "/home/devops/link" ? "/mnt/ledger" : path)
    site.links = ["/home/devops/link": "/mnt/ledger"]
    site.node.arguments += ["--storage", said]
    try expectFound(site, from: path == "/home/devops/link" ? "/mnt/ledger" : path)
    #expect(site.plan().fragment.contains("\"--storage\", \"{home}/"))
  }

  @Test func aDevelopmentNetworkIsInItsFolder() throws {
    var site = site(ledger: "/srv/dev/.ledger-0-1")
    site.node.folder = "/srv/dev"
    site.facts["/srv/dev"] = PathFact(.folder, owner: 1_000, device: 1)
    site.node.arguments[3] = "/home/devops/keys/validator.key"
    site.node.arguments += ["--dev", "1"]
    try expectFound(site, from: "/srv/dev/.ledger-0-1")
    #expect(site.plan().leftovers.map(\.folder) == ["/srv/dev", "/srv/dev/.node-data-0-1"])
  }

  // MARK: The safety record

  @Test func nodeDataAtItsUsualPlaceGoesWithTheLedger() throws {
    var site = Site()
    let data = "/home/devops/.aleo/storage/node-data-0"
    site.facts[data] = PathFact(.folder, owner: 1_000, device: 1)
    let plan = site.plan()
    #expect(
      plan.moves.map(\.to).contains("\(Self.home)/.aleo/storage/node-data-0"), "\(plan.moves)")
    #expect(plan.records.contains("\(Self.home)/.aleo/storage/node-data-0/current-proposal-cache"))
    #expect(!plan.lost.contains { $0.contains("node-data-0") })
    try expectFound(site, from: Site.ledger)
  }

  @Test func nodeDataThatIsSaidIsSaidAgain() throws {
    var site = Site()
    site.facts["/srv/data"] = PathFact(.folder, owner: 1_000, device: 1)
    site.node.arguments += ["--ledger-storage", Site.ledger, "--node-data-storage", "/srv/data"]
    try expectFound(site, from: Site.ledger)
    let plan = site.plan()
    #expect(plan.records.first == "\(Self.home)/data/current-proposal-cache", "\(plan.records)")
    #expect(plan.moves.map(\.from).contains("/srv/data"))
  }

  @Test func aValidatorWhoseRecordNobodyWouldFindIsRefused() {
    var site = Site()
    site.facts["/srv/data"] = PathFact(.folder, owner: 7, device: 1)
    site.node.arguments += ["--ledger-storage", Site.ledger, "--node-data-storage", "/srv/data"]
    let words = "wouldn't find its safety record"
    #expect(site.plan().isValidator)
    #expect(site.plan().refusals.contains { $0.text.contains(words) }, "\(site.plan().refusals)")
    site.node.arguments.removeAll { $0 == "--validator" }
    #expect(!site.plan().isValidator)
    #expect(!site.plan().refusals.contains { $0.text.contains(words) })
  }

  /// A version from 4.5 on makes it when it stops.
  @Test func aRecordFolderThatIsNotThereYetIsCarriedWhenItComes() throws {
    try expectFound(Site(), from: Site.ledger)
    let plan = Site().plan()
    #expect(
      plan.leftovers.contains {
        $0.folder == "/home/devops/.aleo/storage/node-data-0"
          && $0.to == "\(Self.home)/.aleo/storage/node-data-0"
      }, "\(plan.leftovers)")
    #expect(plan.hasRecord == false)
    // With all that is above it, too.
    var site = Site()
    site.facts["/data/alpha"] = PathFact(.folder, owner: 1_000, device: 1)
    site.facts["/home/devops/.aleo/storage"] = nil
    site.node.ledgers = [ProvenPath("/data/alpha")]
    site.node.arguments += ["--ledger-storage", "/data/alpha"]
    #expect(
      site.plan().leftovers.map(\.folder) == ["/home/devops/.aleo/storage/node-data-0"])
    #expect(site.plan().refusals.isEmpty, "\(site.plan().refusals)")
    // Nobody would find one that only the node sees.
    site.elsewhere = ["/home/devops": nil]
    #expect(site.plan().refusals.contains { $0.text.contains("wouldn't find its safety record") })
  }

  @Test func aRecordThatIsThereIsTold() {
    var site = Site()
    site.facts["/home/devops/.aleo/storage/current-proposal-cache-0"] = PathFact(
      .file, owner: 1_000, device: 1)
    #expect(site.plan().hasRecord == true)
    site.node.arguments.removeAll { $0 == "--validator" }
    #expect(site.plan().hasRecord == nil)
  }

  // MARK: What isn't the node's alone

  /// A node of root's own whose ledger is at a path.
  private func rootSite(_ path: String, ledger: String? = nil) -> Site {
    var site = Site()
    site.node.account = .init(name: "root", user: 0, group: 0)
    site.node.home = "/root"
    site.node.folder = "/root"
    site.node.arguments = ["start", "--rest", "0.0.0.0:3030", "--storage", path]
    for place in [path, ledger ?? path, "/root"] {
      site.facts[place] = PathFact(.folder, owner: 0, device: 1)
    }
    site.node.ledgers = [ProvenPath(ledger ?? path)]
    return site
  }

  private func why(_ site: Site) -> String? {
    site.plan().refusals.map(\.text).first { $0.contains("can't be moved") }
      ?? site.plan().refusals.map(\.text).first { $0.contains("together with other files") }
  }

  @Test(arguments: [
    "/var/lib", "/srv", "/home", "/etc/node", "/usr/share/ledger", "/mnt", "/var/lib/adnet/ledger",
    "/root", "/", "/var",
  ]) func aFolderOfTheSystemIsNotMoved(_ path: String) {
    let site = rootSite(path)
    #expect(why(site) != nil, "\(site.plan())")
  }

  @Test func aNodeOfRootGivesItsLedgerAloneAway() {
    #expect(why(rootSite("/srv/ledger")) == nil, "\(rootSite("/srv/ledger").plan().refusals)")
    #expect(why(rootSite("/var/lib/alphaos")) == nil)
    // Its ledger is in the folder, with what else is there.
    #expect(
      why(rootSite("/srv/shared", ledger: "/srv/shared/ledger-0"))?.contains("runs as root") == true
    )
    // An option that nobody knows.
    var site = rootSite("/srv/ledger")
    site.facts["/srv/www"] = PathFact(.folder, owner: 0, device: 1)
    site.node.arguments += ["--assets", "/srv/www"]
    #expect(why(site)?.contains("/srv/www") == true)
    site.node.arguments = site.node.arguments.map { $0 == "--assets" ? "--node-data-storage" : $0 }
    #expect(why(site)?.contains("/srv/www") != true)
  }

  @Test func aMountPointIsNotMoved() {
    var site = site(ledger: "/data/alpha")
    site.node.arguments += ["--storage", "/data/alpha"]
    #expect(why(site) == nil)
    site.facts["/data/alpha"]?.holdsMount = true
    #expect(why(site)?.contains("mount point") == true)
  }

  @Test func whatHoldsMoreThanTheLedgerIsNotMoved() {
    var site = site(ledger: "/opt/node")
    site.node.arguments += ["--storage", "/opt/node"]
    #expect(why(site) == nil)
    // A ledger that was written as root once is the node's.
    for (owner, isRefused) in [(1_000, false), (0, false), (33, true)] as [(UInt32, Bool)] {
      site.folders["/opt/node"] = ["CURRENT", "www"]
      site.facts["/opt/node/www"] = PathFact(.folder, owner: owner, device: 1)
      #expect((why(site) != nil) == isRefused, "\(owner)")
    }
    site.folders = [:]
    site.node.executable = "/opt/node/alphaos"
    #expect(why(site)?.contains("program") == true)
    site.node.executable = "/opt/nodes/alphaos"
    #expect(why(site) == nil)
    // Where it lives, or what holds that.
    for place in ["/opt/node", "/opt/node/run"] {
      site.node.folder = place
      #expect(why(site) != nil, "\(place)")
    }
  }
}
