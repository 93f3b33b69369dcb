import AgentConfig
import AgentCore
import Basics
import LinuxSystem
import TestSupport
import Testing

@testable import AgentDaemon

@Suite struct LedgerObservationTests {
  @Test func aLedgerIsAFolderThatCanBeSeen() throws {
    let folder = TestFolder()
    var configuration = Configuration()
    configuration.chains[Sample.alpha]?.ledger.path = "{home}/{program}"
    let chain = try #require(configuration.chains[Sample.alpha])
    let reader = ChainReader(
      chain, in: configuration, next: configuration, paths: Paths(root: folder.path), bootID: "")
    func see() -> LedgerObservation { reader.ledger(of: "alphaos") }
    let path = "/var/lib/adnet/nodes/alpha/alphaos"
    #expect(see() == LedgerObservation(path, .missing))
    try folder.file(path, "")
    #expect(see() == LedgerObservation(path, .missing))
    try File.remove(folder.path + path)
    try folder.folder(path)
    #expect(see() == LedgerObservation(path, .there))
    #expect(reader.ledger(of: "adnet").presence == .missing)
    #expect(reader.settings.ledger?.moves == true)
    // What can't be looked at isn't missing.
    let home = Folder.parent(of: folder.path + path)
    try Folder.removeTree(home)
    try Folder.link(home, to: home)
    #expect(see() == LedgerObservation(path, .hidden))
  }
}
