import AgentConfig
import Basics
import Glibc
import LinuxSystem
import OnDisk
import TestSupport
import Testing

/// The record of a chain, between nodes that look for it in different places.
@Suite struct SafetyRecordTests {
  let host: ChainFixture
  init() throws {
    host = try ChainFixture()
    try host.folder.folder("var/lib/adnet/nodes/alpha")
  }

  private var record: SafetyRecord { SafetyRecord(host.paths, host.alpha) }
  private var home: String { host.paths.nodeHome(host.alpha) }
  private var mark: String { host.paths.recordMark(host.alpha) }
  private var inLedger: String { "\(home)/l/current-proposal-cache-0" }
  private var inNodeData: String { "\(home)/d/current-proposal-cache" }

  private func start(_ words: String, as user: String = "daemon") -> NodeStart {
    var start = NodeStart()
    start.chains = [.init(name: host.alpha, ports: [])]
    start.user = user
    start.arguments = words.split(separator: " ").map(String.init)
    return start
  }

  private static let joint = "start --validator --storage l"
  private static let parted = "start --validator --ledger-storage l --node-data-storage d"

  private func own(_ number: Int, _ words: String, as user: String = "daemon") throws {
    try host.chain.own(host.generation(number, host.old), start: start(words, as: user).text)
  }

  private func write(_ path: String, _ text: String) throws {
    // The kernel's own clock for files goes in ticks of up to 10 ms.
    usleep(12_000)
    try File.remove(path)
    try host.folder.file(String(path.dropFirst(host.folder.path.count + 1)), text)
  }

  private func text(_ path: String) -> String? { try? File.text(path, limit: 99) }

  private func bring() throws { try record.bring { _ in } }

  @Test func itTravelsBothWaysAndIsNeverThereTwice() throws {
    try own(1, Self.joint)
    try write(inLedger, "at 4.4")
    try own(2, Self.parted)
    #expect(try !record.isInPlace())
    try bring()
    #expect(try record.isInPlace())
    #expect(text(inNodeData) == "at 4.4" && text(inLedger) == nil)
    // 4.5 ends well, and 4.4 comes back.
    try write(inNodeData, "at 4.5")
    try own(3, Self.joint)
    #expect(try !record.isInPlace())
    try bring()
    #expect(text(inLedger) == "at 4.5" && text(inNodeData) == nil)
    // Done again, nothing happens.
    try bring()
    #expect(text(inLedger) == "at 4.5")
  }

  @Test func anOlderOneNeverReplacesANewerOne() throws {
    try own(1, Self.joint)
    try write(inLedger, "old")
    try own(2, Self.parted)
    try write(inNodeData, "new")
    // The newest is there, and an older one would be taken for the right one by some version.
    #expect(try record.isInPlace())
    try bring()
    #expect(text(inNodeData) == "new")
    #expect(text(inLedger) == nil && text("\(inLedger).adnet-old") == "old")
    try own(3, Self.joint)
    try bring()
    #expect(text(inLedger) == "new")
  }

  /// Wherever it was cut off: there is a whole one at the old place or at the new one.
  @Test func itIsCarriedToAnotherFileSystemToo() throws {
    let other = "/dev/shm/adnet-record-\(getpid())"
    try Folder.make(other)
    defer { try? Folder.removeTree(other) }
    try own(1, Self.joint)
    try write(inLedger, "at 4.4")
    try own(2, "start --validator --ledger-storage l --node-data-storage \(other)/d")
    let place = "\(other)/d/current-proposal-cache"
    try Folder.make("\(other)/d")
    try File.create("\(place).adnet-new", Array("ha".utf8), mode: 0o600)
    try bring()
    #expect(text(place) == "at 4.4" && text(inLedger) == nil)
    #expect(try Folder.names(in: "\(other)/d") == ["current-proposal-cache"])
  }

  /// Whose command line says nothing is known by what it has left.
  @Test func itGoesBackToWhereSuchANodeHadIt() throws {
    let plain = "start --validator"
    try own(1, plain)
    let old = "\(home)/.aleo/storage/node-data-0/current-proposal-cache"
    try write(old, "first")
    #expect(try record.seen() == old)
    try own(2, Self.parted)
    try bring()
    #expect(text(inNodeData) == "first")
    try own(3, plain)
    try bring()
    #expect(text(old) == "first" && text(inNodeData) == nil)
    #expect(try record.seen() == old)
  }

  /// Files of a copy have one time: where the owner's node has left one before decides.
  @Test func ofTwoOfOneTimeTheOwnersCounts() throws {
    try own(1, "start --validator")
    let own = "\(home)/.aleo/storage/node-data-0/current-proposal-cache"
    try write(own, "its own")
    #expect(try record.seen() == own)
    let beside = "\(home)/.aleo/storage/current-proposal-cache-0"
    try write(beside, "of another version")
    #expect(try !record.isInPlace())
    let times = [timespec](repeating: timespec(tv_sec: 4_000_000_000, tv_nsec: 0), count: 2)
    for path in [own, beside] { #expect(utimensat(AT_FDCWD, path, times, 0) == 0) }
    #expect(try record.isInPlace())
    #expect(try record.seen() == own)
  }

  /// The node would begin without it, or can't replace it.
  @Test(.enabled(if: geteuid() == 0)) func whatAnotherAccountHasPutThereIsNone() throws {
    try own(1, Self.joint)
    try write(inLedger, "a copy of root's")
    #expect(chown(inLedger, 4_711, 4_711) == 0)
    #expect(try record.seen() == nil)
    #expect(chown(inLedger, 0, 0) == 0)
    #expect(try record.seen() == inLedger)
  }

  /// Left by a version before, at another of the places: what the last stop has written is newer.
  @Test func anOlderOneThanWasSeenLastIsNone() throws {
    try own(1, "start --validator")
    let own = "\(home)/.aleo/storage/node-data-0/current-proposal-cache"
    let stale = "\(home)/.aleo/storage/current-proposal-cache-0"
    try write(stale, "of long ago")
    try write(own, "its own")
    #expect(try record.seen() == own)
    // A clock that was set back says nothing of the one at its place.
    let times = [timespec](repeating: timespec(tv_sec: 1_000, tv_nsec: 0), count: 2)
    #expect(utimensat(AT_FDCWD, own, times, 0) == 0)
    #expect(try record.seen() == own)
    try write(own, "its own")
    #expect(try record.seen() == own)
    try File.remove(own)
    #expect(try record.seen() == nil)
    try record.acceptAny()
    #expect(try record.seen() == stale)
  }

  /// The nodes' account writes it.
  @Test func aNoteOfAnotherPlaceIsIgnored() throws {
    try own(1, Self.joint)
    try write(inLedger, "record")
    try own(2, Self.parted)
    let elsewhere = "\(home)/elsewhere"
    try File.writeAtomically(
      Array(SafetyRecord.note(elsewhere, for: inNodeData).utf8),
      to: host.paths.recordMemo(host.alpha))
    try bring()
    #expect(text(inNodeData) == "record" && text(elsewhere) == nil)
  }

  @Test func aNodeSeesOnlyItsOwnPlaces() throws {
    try own(1, Self.parted)
    try write(inLedger, "elsewhere")
    #expect(try record.seen() == nil)
    #expect(try record.isInPlace(), "nobody has ever had one there")
    try Folder.make("\(home)/d")
    try Folder.link(inNodeData, to: inLedger)
    #expect(try record.seen() == nil, "a link is no record")
  }

  @Test func noNodeIsStartedBeforeItIsThere() throws {
    let chainHome = ChainHome(host.paths, host.alpha)
    func isAsked() throws -> Bool { try File.status(host.paths.homeMark(host.alpha)) != nil }
    let user = try #require(Accounts.user(named: "daemon"))
    try Folder.give(home, of: [0], to: user.id, group: user.group)
    try own(1, Self.joint)
    try write(inLedger, "at 4.4")
    try chainHome.seeToRecord(from: start(Self.joint), to: start(Self.joint + " --rest-rps 9"))
    #expect(try !isAsked())
    try chainHome.seeToRecord(from: start(Self.joint), to: start(Self.parted))
    #expect(text(host.paths.homeMark(host.alpha))?.contains("safety record") == true)
    try own(2, Self.parted)
    _ = try chainHome.give()
    #expect(try isAsked())
    try bring()
    _ = try chainHome.give()
    #expect(try !isAsked())
    #expect(try File.status(mark) == nil)
  }

  /// Both are owed: the home first, or nobody could carry it.
  @Test(.enabled(if: Accounts.effectiveUser == 0, "it changes owners"))
  func anAccountAndARecordAreSeenToInTheirOrder() throws {
    let chainHome = ChainHome(host.paths, host.alpha)
    try own(1, Self.joint, as: "bin")
    try write(inLedger, "at 4.4")
    let user = try #require(Accounts.user(named: "bin"))
    try Folder.give(home, of: [0], to: user.id, group: user.group)
    try chainHome.see(to: "daemon", before: "bin")
    try chainHome.seeToRecord(from: start(Self.joint), to: start(Self.parted))
    try own(2, Self.parted)
    _ = try chainHome.give()
    #expect(text(host.paths.homeMark(host.alpha))?.contains("safety record") == true)
    #expect(try File.status(home)?.owner == Accounts.user(named: "daemon")?.id)
    try bring()
    _ = try chainHome.give()
    #expect(try File.status(host.paths.homeMark(host.alpha)) == nil)
  }
}
