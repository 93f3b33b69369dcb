import AgentConfig
import Testing

@testable import NodeImport

@Suite struct HeightTests {
  @Test func aPlanKnowsTheHeightAndWhereItIsFrom() {
    var site = Site()
    #expect(site.plan().height == 99)
    #expect(site.plan().heightFrom == .rest)
    site.answers = ForeignAnswers(height: 98, source: .metrics)
    #expect(site.plan().heightFrom == .metrics)
    site.answers = ForeignAnswers(problem: "it has no REST")
    #expect(site.plan().height == nil)
    #expect(site.plan().heightFrom == nil)
  }

  @Test func aNodeWithoutRESTGetsOneForTheAgent() throws {
    var site = Site()
    site.node.arguments = ["start", "--validator", "--norest", "--network", "1"]
    site.node.listeners = [.init("0.0.0.0", 4130), .init("0.0.0.0", 5000)]
    #expect(ImportPlanner.rest(of: site.node) == nil)
    #expect(site.plan().lost.contains { $0.hasPrefix("--norest: its REST is at 127.0.0.1:3030") })
    let chain = try site.parsed()
    #expect(chain.port("rest")?.endpoint == "127.0.0.1:3030")
    for command in [chain.command.own, chain.command.unified] {
      #expect(command.contains("{rest.endpoint}") && !command.contains("--norest"), "\(command)")
    }
  }

  @Test func aLogHasTheHeightOfItsLastBlock() {
    let lines = [
      "INFO snarkos: Advanced to block 5004 at round 10008 - ab1…", "Advanced to block x",
      "INFO Ledger advanced to block 5005", "peer is at block 9999",
    ]
    #expect(ForeignAnswers.height(inLog: lines) == 5_005)
    #expect(ForeignAnswers.height(inLog: ["nothing"]) == nil)
  }
}
