import AgentConfig
import Basics
import Glibc
import LinuxSystem
import TestSupport
import Testing

@testable import Ledger

/// A chain whose node has run without its safety record.
@Suite struct HoldTests {
  let host: LedgerFixture
  private let record = "var/lib/adnet/nodes/alpha/l/current-proposal-cache-0"
  private static let held = "nobody until its safety record is back"

  init() throws {
    host = try LedgerFixture()
    var start = NodeStart()
    start.chains = [.init(name: host.alpha, ports: [])]
    start.user = "daemon"
    start.arguments = ["start", "--validator", "--storage", "l"]
    try host.folder.file("var/lib/adnet/chains/alpha/generations/1/start", start.text)
    try host.folder.file(record, "of a node that began without one")
  }

  private func isThere() -> Bool {
    (try? File.status("\(host.folder.path)/\(record)")) ?? nil != nil
  }

  private func resumes() throws -> Bool { try host.job().hasRecord(for: .resume) }

  @Test func whatWasWrittenWithoutItIsKeptUnderAnotherName() throws {
    try host.job().run(.hold)
    #expect(host.mark == "\(Self.held)\n")
    #expect(!isThere())
    let kept = try host.folder.tree("var/lib/adnet/nodes/alpha/l")
    #expect(kept.contains { $0.contains("current-proposal-cache-0.adnet-unsafe-") })
    #expect(try !resumes())
    #expect(host.mark == "\(Self.held)\n")
  }

  @Test func theRecordThatIsBackEndsItAndIsNeverPutAside() throws {
    try host.job().run(.hold)
    try host.folder.file(record, "of the last clean stop")
    // Cut off at its end, it is done once more.
    try host.job().run(.hold)
    #expect(isThere())
    #expect(try host.job().hasRecord(for: .record))
    #expect(host.mark == "\(Self.held)\n", "a look alone ends nothing")
    #expect(try resumes())
    #expect(host.mark == nil)
  }

  /// A copy of root's was never written by that node: it is left for whoever gives it to the account.
  @Test(.enabled(if: geteuid() == 0)) func whatIsOfAnotherAccountStaysWhereItIs() throws {
    #expect(chown("\(host.folder.path)/\(record)", 4_711, 4_711) == 0)
    try host.job().run(.hold)
    #expect(isThere())
    #expect(try !resumes())
    #expect(chown("\(host.folder.path)/\(record)", 0, 0) == 0)
    #expect(try resumes())
  }

  @Test func itsAbsenceIsAccepted() throws {
    try host.job().run(.hold)
    try host.job().run(.accept)
    #expect(host.mark == nil)
    try host.job().run(.accept)
  }

  /// A ledger that is for one program alone stays so.
  @Test func theProgramWhoseLedgerItIsIsKept() throws {
    let mark = LedgerMark(path: Paths(root: host.folder.path).ledgerMark(host.alpha))
    try mark.set("adnet")
    try mark.hold()
    #expect(host.mark == "\(Self.held), then to adnet\n")
    try mark.set("alphaos")
    #expect(host.mark == "\(Self.held), then to alphaos\n")
    try mark.remove()
    #expect(host.mark == "\(Self.held)\n")
    try mark.set("adnet")
    try mark.endHold()
    #expect(host.mark == "adnet\n")
    try mark.endHold()
    #expect(host.mark == "adnet\n")
  }
}
