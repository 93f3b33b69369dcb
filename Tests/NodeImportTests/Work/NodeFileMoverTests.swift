import Basics
import Glibc
import LinuxSystem
import TestSupport
import Testing

@testable import NodeImport

/// What is moved for an import, between folders that other accounts write.
@Suite struct NodeFileMoverTests {
  private let folder = TestFolder()
  private let old: ForeignNode.Account
  private let new: ForeignNode.Account

  init() throws {
    // Other accounts than one's own only root can give files to.
    let isRoot = Accounts.effectiveUser == 0
    let me = (Accounts.effectiveUser, getgid())
    old = .init(name: "devops", user: isRoot ? 61_001 : me.0, group: isRoot ? 61_001 : me.1)
    new = .init(name: "adnet-node", user: isRoot ? 61_002 : me.0, group: isRoot ? 61_002 : me.1)
    for path in ["old/data/ledger-0/sst", "home"] { try folder.folder(path) }
    try folder.file("old/data/ledger-0/CURRENT", "c")
    try folder.file("old/data/current-proposal-cache-0", "record")
    try folder.file("old/keys/validator.key", "key")
    try folder.file("old/peers.txt", "peers")
    try Folder.give("\(folder.path)/old", of: [me.0], to: old.user, group: old.group)
    try Folder.give("\(folder.path)/home", of: [me.0], to: new.user, group: new.group)
  }

  private func move(_ from: String, _ to: String, isCopy: Bool = false) throws -> ImportPlan.Move {
    let path = "\(folder.path)/old/\(from)"
    let status = try #require(try File.status(path))
    return .init(
      from: path, to: "\(folder.path)/home/\(to)", isCopy: isCopy,
      isFolder: status.kind == .folder, device: status.device, inode: status.inode)
  }

  private func files(_ moves: [ImportPlan.Move]) -> NodeFileMover {
    var plan = ImportPlan(
      chain: ChainName("alpha")!, program: "alphaos", version: "1", moves: moves,
      leftovers: [
        .init(
          folder: "\(folder.path)/old/data", to: "\(folder.path)/home/.aleo/storage",
          marker: "proposal-cache")
      ], fragment: "", lost: [], refusals: [])
    plan.isValidator = true
    plan.records = ["\(folder.path)/home/.aleo/storage/current-proposal-cache-0"]
    return NodeFileMover(
      plan: plan, old: old, new: new, home: "\(folder.path)/home",
      notes: ["\(folder.path)/home/.adnet-record", "\(folder.path)/home/.adnet-none"],
      tell: { _ in })
  }

  private func usual() throws -> [ImportPlan.Move] {
    [
      try move("data/ledger-0", ".aleo/storage/ledger-0"),
      try move("keys/validator.key", "validator.key"),
      try move("peers.txt", "peers.txt", isCopy: true),
    ]
  }

  @Test func allIsMovedAndComesBackHoweverOften() throws {
    let files = files(try usual())
    let before = try folder.tree()
    for _ in 0..<2 { try files.move() }
    #expect(
      try folder.tree() == [
        "home/.aleo/storage/current-proposal-cache-0", "home/.aleo/storage/ledger-0/CURRENT",
        "home/peers.txt", "home/validator.key", "old/peers.txt",
      ])
    #expect(try files.record()?.hasSuffix("/current-proposal-cache-0") == true)
    for path in [".aleo", ".aleo/storage/ledger-0/CURRENT", "validator.key", "peers.txt"] {
      #expect(try File.status("\(folder.path)/home/\(path)")?.owner == new.user, "\(path)")
    }
    // Noted while it ran.
    try folder.file("home/.adnet-record", "x")
    for _ in 0..<2 { try files.moveBack() }
    #expect(try folder.tree() == before)
    for path in ["data/ledger-0/CURRENT", "data/current-proposal-cache-0", "keys/validator.key"] {
      #expect(try File.status("\(folder.path)/old/\(path)")?.owner == old.user, "\(path)")
    }
    #expect(try files.record() == nil)
  }

  /// What has its place in the home already stays whose it is.
  @Test func nothingThatIsInTheWayIsGivenAway() throws {
    let files = files(try usual())
    let path = try folder.file("home/validator.key", "foreign")
    #expect(failure { try files.move() } == "import_in_the_way")
    #expect(try folder.text("home/validator.key") == "foreign")
    #expect(try File.status(path)?.owner == Accounts.effectiveUser)
    #expect(try folder.text("old/keys/validator.key") == "key")
  }

  /// Nobody moves a ledger from below a process, there and back.
  @Test func whatAProcessHasOpenIsNotMoved() throws {
    let files = files(try usual())
    for (path, act) in [
      ("old/data/ledger-0/CURRENT", { try files.move() }),
      ("home/.aleo/storage/ledger-0/CURRENT", { try files.moveBack() }),
    ] {
      let before = try folder.tree()
      do {
        let open = try Descriptor.open("\(folder.path)/\(path)", .readNoFollow)
        #expect(failure(act) == "import_in_use", "\(path)")
        #expect(try folder.tree() == before)
        _ = consume open
      }
      try act()
    }
  }

  @Test(.enabled(if: Accounts.effectiveUser == 0, "only root can give files away"))
  func whatIsSomebodyElsesIsNotTaken() throws {
    let files = files(try usual())
    let path = "\(folder.path)/old/data/ledger-0"
    try Folder.give(path, of: [old.user], to: 61_003, group: 61_003)
    #expect(failure { try files.move() } == "import_changed")
    #expect(try File.status(path)?.owner == 61_003)
    try Folder.give(path, of: [61_003], to: old.user, group: old.group)
    let record = "\(folder.path)/old/data/current-proposal-cache-0"
    try Folder.give(record, of: [old.user], to: 61_003, group: 61_003)
    try files.move()
    #expect(try files.record() == nil)
    #expect(try File.status(record)?.owner == 61_003)
  }

  /// Under a second name it may be anybody's file.
  @Test func aRecordOfTwoNamesIsNotCarried() throws {
    let record = "\(folder.path)/old/data/current-proposal-cache-0"
    #expect(link(record, "\(folder.path)/old/other") == 0)
    let files = files(try usual())
    try files.move()
    #expect(try files.record() == nil)
    #expect(try File.status(record) != nil)
  }

  /// Of a try before: the one that the node has just written counts.
  @Test func aStaleRecordIsPutAside() throws {
    try folder.file("home/.aleo/storage/current-proposal-cache-0", "stale")
    try Folder.give(
      "\(folder.path)/home", of: [Accounts.effectiveUser], to: new.user, group: new.group)
    let files = files(try usual())
    try files.move()
    #expect(try folder.text("home/.aleo/storage/current-proposal-cache-0") == "record")
    #expect(try folder.tree().contains { $0.contains("cache-0.adnet-aside-") })
  }

  @Test(.enabled(if: SmallDisk.isPossible, "only root can mount a small disk"))
  func whetherItCanBeRenamedIsTriedBeforeTheStop() throws {
    var files = files(try usual())
    let before = try folder.tree()
    try files.check()
    #expect(try folder.tree() == before)
    let disk = try SmallDisk(kilobytes: 64)
    files.home = disk.path
    #expect(throws: Failure.self) { try files.check() }
    #expect(try folder.tree() == before)
    #expect(try Folder.names(in: disk.path).isEmpty)
  }

  private func failure(_ body: () throws -> Void) -> String? {
    do { try body() } catch { return (error as? Failure)?.kind.rawValue }
    return nil
  }

  /// A version from 4.5 on makes its folder when it stops; the old one may be gone by the way back.
  @Test func aRecordThatComesAtTheStopIsCarriedBothWays() throws {
    var files = files(try usual())
    files.plan = {
      var plan = files.plan
      plan.leftovers = [
        .init(
          folder: "\(folder.path)/old/late/node-data-0", to: "\(folder.path)/home/node-data-0",
          marker: "proposal-cache")
      ]
      return plan
    }()
    try files.move()
    #expect(try !folder.tree().contains { $0.contains("node-data-0") })
    try folder.file("home/node-data-0/current-proposal-cache", "record")
    try Folder.give(
      "\(folder.path)/home/node-data-0", of: [Accounts.effectiveUser], to: new.user,
      group: new.group)
    try files.moveBack()
    #expect(try folder.text("old/late/node-data-0/current-proposal-cache") == "record")
    for path in ["late", "late/node-data-0", "late/node-data-0/current-proposal-cache"] {
      #expect(try File.status("\(folder.path)/old/\(path)")?.owner == old.user, "\(path)")
    }
    try files.move()
    #expect(try folder.text("home/node-data-0/current-proposal-cache") == "record")
    // Where the folder is there, it stays whose it was.
    try Folder.give(
      "\(folder.path)/old/late", of: [old.user], to: Accounts.effectiveUser, group: getgid())
    try files.moveBack()
    #expect(
      try File.status("\(folder.path)/old/late/node-data-0")?.owner == Accounts.effectiveUser)
  }

  /// Its owner puts something else where the plan saw a ledger.
  @Test(arguments: ["link", "folder", "file", "pipe", "nothing"])
  func whatWasExchangedIsNotMoved(_ kind: String) throws {
    let files = files(try usual())
    let path = "\(folder.path)/old/data/ledger-0"
    try Folder.rename(path, to: path + ".away")
    try folder.file("canary", "root's")
    switch kind {
    case "link": try Folder.link(path, to: "\(folder.path)/canary")
    case "folder": try Folder.make(path)
    case "file": try File.writeAtomically([], to: path)
    case "pipe": #expect(mkfifo(path, 0o600) == 0)
    default: break
    }
    let before = try folder.tree()
    #expect(throws: Failure.self) { try files.move() }
    #expect(try folder.tree() == before)
    #expect(try File.status("\(folder.path)/canary")?.owner == Accounts.effectiveUser)
    try files.moveBack()
    #expect(try folder.tree() == before)
  }

  /// A parent becomes a link to a tree of somebody else's.
  @Test func noLinkIsFollowedOnTheWay() throws {
    let moves = try usual()
    try folder.file("root/ledger-0/CURRENT", "root's")
    try Folder.rename("\(folder.path)/old/data", to: "\(folder.path)/old/data.away")
    try Folder.link("\(folder.path)/old/data", to: "\(folder.path)/root")
    #expect(throws: Failure.self) { try files(moves).move() }
    #expect(try folder.text("root/ledger-0/CURRENT") == "root's")
    try File.remove("\(folder.path)/old/data")
    try Folder.rename("\(folder.path)/old/data.away", to: "\(folder.path)/old/data")
    // And in the chain's home, by the account of the other chain.
    try Folder.removeTree("\(folder.path)/home/.aleo")
    try Folder.link("\(folder.path)/home/.aleo", to: "\(folder.path)/root")
    #expect(throws: Failure.self) { try files(moves).move() }
    #expect(try folder.tree("root") == ["root/ledger-0/CURRENT"])
  }

  /// The way back never ends because its owner has something else there by now.
  @Test func whatIsInTheWayIsPutAside() throws {
    let files = files(try usual())
    try files.move()
    try folder.file("old/keys/validator.key", "other")
    try files.moveBack()
    #expect(try folder.text("old/keys/validator.key") == "key")
    let aside = try Folder.names(in: "\(folder.path)/old/keys").filter {
      $0.contains(".adnet-aside-")
    }
    #expect(aside.count == 1)
    #expect(try folder.text("old/keys/\(aside[0])") == "other")
  }

  /// No validator begins on another ledger, or without its record.
  @Test func whatWasLostMeanwhileIsNotGivenBack() throws {
    let files = files(try usual())
    try files.move()
    try files.checkThere(record: true)
    let record = "\(folder.path)/home/.aleo/storage/current-proposal-cache-0"
    try Folder.rename(record, to: record + ".away")
    #expect(throws: Failure.self) { try files.checkThere(record: true) }
    try files.checkThere(record: false)
    try Folder.rename(record + ".away", to: record)
    let ledger = "\(folder.path)/home/.aleo/storage/ledger-0"
    try Folder.rename(ledger, to: ledger + ".away")
    try folder.folder("home/.aleo/storage/ledger-0")
    #expect(throws: Failure.self) { try files.checkThere(record: true) }
    try Folder.removeTree(ledger)
    try Folder.rename(ledger + ".away", to: ledger)
    try files.moveBack()
    // Cut off after that, and once more.
    try files.checkThere(record: true)
  }

  /// The old node wouldn't find it anywhere else, nor read what is root's.
  @Test(.enabled(if: geteuid() == 0)) func theRecordIsTheOneAtItsPlaceAndOfTheNode() throws {
    let files = files(try usual())
    try files.move()
    let place = try #require(try files.record())
    try files.checkThere(record: true, at: place)
    #expect(throws: Failure.self) { try files.checkThere(record: true, at: place + ".elsewhere") }
    #expect(chown(place, 4_711, 4_711) == 0)
    #expect(try files.record() == nil)
    #expect(throws: Failure.self) { try files.checkThere(record: true, at: place) }
  }

  /// Moved in the place of the key between two looks: it was never ours to move.
  @Test func whatIsNotOursStaysWhenTheOwnerHasHisOwn() throws {
    let files = files(try usual())
    try folder.file("home/validator.key", "foreign")
    try files.moveBack()
    #expect(try folder.text("old/keys/validator.key") == "key")
    #expect(try File.status("\(folder.path)/home/validator.key") == nil)
  }

  /// A pipe, a link or a folder in the place of the record isn't one.
  @Test func onlyAPlainFileIsARecord() throws {
    let record = "\(folder.path)/old/data/current-proposal-cache-0"
    try File.remove(record)
    #expect(mkfifo(record, 0o600) == 0)
    let files = files(try usual())
    try files.move()
    #expect(try files.record() == nil)
    #expect(try File.status(record)?.kind == .other)
  }

  /// The key of a command line replaces nothing but a file of a try before.
  @Test func aKeyIsWrittenForItsAccountAlone() throws {
    let files = files([])
    let path = "\(folder.path)/home/validator.key"
    try folder.file("canary", "root's")
    try Folder.link(path, to: "\(folder.path)/canary")
    for _ in 0..<2 { try files.write("APrivateKey1", to: path) }
    #expect(try folder.text("canary") == "root's")
    let status = try #require(try File.status(path))
    #expect(status.kind == .regular && status.mode == 0o600 && status.owner == new.user)
    try files.remove(path)
    try files.remove(path)
    #expect(try File.status(path) == nil)
  }
}
