import Basics
import LinuxSystem
import OnDisk
import TestSupport
import Testing

/// With accounts that every Debian has.
@Suite(.enabled(if: Accounts.effectiveUser == 0, "it changes owners"))
struct ChainHomeTests {
  let host: ChainFixture
  let home: ChainHome
  let old: Accounts.User
  let new: Accounts.User
  init() throws {
    host = try ChainFixture()
    home = ChainHome(host.paths, host.alpha)
    old = try #require(Accounts.user(named: "daemon"))
    new = try #require(Accounts.user(named: "bin"))
    try host.folder.file("var/lib/adnet/nodes/alpha/ledger/LOCK", "")
    try host.folder.file("elsewhere", "")
    try Folder.link("\(path)/link", to: "../../../../../elsewhere")
    try give(path, old)
    try give("\(host.folder.path)/elsewhere", old)
    try host.folder.file("var/lib/adnet/nodes/alpha/roots", "")
  }

  private var path: String { host.paths.nodeHome(host.alpha) }

  private func give(_ path: String, _ user: Accounts.User) throws {
    try Folder.give(path, of: [0], to: user.id, group: user.group)
  }

  private func owners() throws -> [String: String] {
    var owners: [String: String] = [:]
    for name in ["", "/ledger", "/ledger/LOCK", "/roots", "/../../../../../elsewhere"] {
      let status = try #require(try File.status("\(path)\(name)"))
      owners[name.split(separator: "/").last.map(String.init) ?? ""] =
        Accounts.user(id: status.owner)?.name
    }
    return owners
  }

  private func own(_ number: Int, _ user: Accounts.User) throws {
    try host.chain.own(
      host.generation(number, host.old), start: "--chain\nalpha\n--user\n\(user.name)\n")
  }

  @Test func itIsGivenWhenSomebodyAskedAndNoNodeRuns() throws {
    try own(1, old)
    #expect(try home.give() == nil)
    try home.see(to: new.name, before: old.name)
    try own(2, new)

    let node = try ChainLockFile(host.paths, host.alpha).take()
    #expect(host.kind { () throws(Failure) in _ = try home.give() } == "chain_locked")
    _ = consume node
    #expect(try owners()["LOCK"] == old.name)

    let given = try #require(try home.give())
    #expect(given.account == new.name && given.count == 4)
    // The link itself, and neither what it leads to nor what root has put there.
    #expect(
      try owners() == [
        "": new.name, "ledger": new.name, "LOCK": new.name, "roots": "root", "elsewhere": old.name,
      ])
    #expect(try home.give() == nil)
  }

  /// A power cut in the middle, and then the way back.
  @Test func whatWasCutOffIsDoneAgainAndBack() throws {
    try own(1, old)
    try home.see(to: new.name, before: old.name)
    try own(2, new)
    try Folder.give("\(path)/ledger/LOCK", of: [old.id], to: new.id, group: new.group)
    #expect(try home.give()?.count == 3)
    try home.see(to: old.name, before: new.name)
    try own(3, old)
    #expect(try home.give()?.count == 4)
    #expect(try owners()["LOCK"] == old.name)
  }

  @Test func anAccountThatIsMissingLeavesTheWishWhereItIs() throws {
    try host.chain.own(
      host.generation(1, host.old), start: "--chain\nalpha\n--user\nnobody-of-that-name\n")
    try home.see(to: "nobody-of-that-name", before: old.name)
    #expect(host.kind { () throws(Failure) in _ = try home.give() } == "account_missing")
    #expect(try File.status(host.paths.homeMark(host.alpha)) != nil)
  }

  private var isAsked: Bool { (try? File.status(host.paths.homeMark(host.alpha))) ?? nil != nil }

  /// Where nothing could be given, the node of before needs nothing.
  @Test func aWayBackBeforeAnythingWasGivenTakesTheWishBack() throws {
    try own(1, old)
    try home.see(to: new.name, before: old.name)
    #expect(isAsked)
    try home.see(to: old.name, before: new.name)
    #expect(!isAsked)
    // Something was.
    try home.see(to: new.name, before: old.name)
    try host.folder.file("var/lib/adnet/chains/alpha/giving-home", "")
    try home.see(to: old.name, before: new.name)
    #expect(isAsked)
  }

  @Test func aHomeElsewhereIsGivenAndAnotherChainsIsNot() throws {
    let elsewhere = "\(host.folder.path)/srv"
    try host.folder.folder("srv")
    try host.folder.file("srv/LOCK", "")
    try Folder.removeTree(path)
    try Folder.link(path, to: elsewhere)
    try give(elsewhere, old)
    try Folder.link("\(Folder.parent(of: path))/delta", to: "\(elsewhere)/delta")
    try host.folder.folder("srv/delta")
    try give("\(elsewhere)/delta", old)
    try own(1, old)
    try home.see(to: new.name, before: old.name)
    try own(2, new)
    #expect(try home.give()?.count == 2)
    #expect(try File.status("\(elsewhere)/delta")?.owner == old.id)
  }
}
