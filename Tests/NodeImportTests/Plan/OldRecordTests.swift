import FoundationEssentials
import Testing

@testable import NodeImport

/// What 0.1.0 has written is read by each later version: an import may be undone after an upgrade.
@Suite struct OldRecordTests {
  private static let unit = """
    {"schema":"adnet.import/1","node":{"process":4711,"startedTicks":99,"bootID":"b",
     "executable":"/home/devops/alphaos","arguments":["start"],
     "account":{"name":"devops","user":1000,"group":1000},"home":"/home/devops",
     "folder":"/home/devops","environment":["HOME"],"listeners":[{"address":"0.0.0.0","port":3030}],
     "ledgers":["/home/devops/.aleo/storage/ledger-0"],
     "origin":{"unit":{"_0":{"name":"node.service","fragment":"/etc/systemd/system/node.service",
       "isEnabled":true,"settings":[{"section":"Service","key":"Nice","value":"5"}],
       "companions":[98]}}},"others":[]},
     "plan":{"chain":"alpha","program":"alphaos","version":"1",
       "moves":[{"from":"/a","to":"/b","isCopy":false}],
       "leftovers":[{"folder":"/a","to":"/b","marker":"proposal-cache"}],
       "fragment":"x","lost":["y"],"refusals":[]},
     "release":"alphaos/1-abcdefabcdef","direction":"forward","step":"start","isDone":true,
     "beganUnixMs":1,"who":"ops"}
    """

  @Test func aRecordOf010IsRead() throws {
    let record = try JSONDecoder().decode(ImportRecord.self, from: Data(Self.unit.utf8))
    #expect(record.isOver)
    #expect(record.node.ledgers == [ProvenPath("/home/devops/.aleo/storage/ledger-0")])
    #expect(record.node.unit?.name == "node.service")
    #expect(record.node.unit?.calledBy == "node.service")
    #expect(record.node.unit?.companions.map(\.process) == [98])
    #expect(record.plan.moves == [.init(from: "/a", to: "/b")])
    #expect(record.plan.records.isEmpty && !record.plan.isValidator)
  }

  @Test func whatIsWrittenNowIsReadAsItWas() throws {
    var site = Site()
    site.change {
      $0.companions = [NamedProcess(98, "tail")]
      $0.dependents = ["watcher.service"]
      $0.isTransient = true
      $0.killMode = "mixed"
    }
    site.node.parents = ["bash"]
    site.node.isEnabledForUser = true
    let record = ImportRecord(site.node, site.plan(), beganUnixMs: 0, who: "ops")
    let data = try JSONEncoder().encode(record)
    #expect(try JSONDecoder().decode(ImportRecord.self, from: data) == record)
  }
}
