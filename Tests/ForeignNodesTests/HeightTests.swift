import AgentCore
import Testing

@testable import ForeignNodes

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

  @Test func aLogHasTheHeightOfItsLastBlock() {
    let lines = [
      "INFO snarkos: Advanced to block 5004 at round 10008 - ab1…", "Advanced to block x",
      "INFO Ledger advanced to block 5005", "peer is at block 9999",
    ]
    #expect(ForeignAnswers.height(inLog: lines) == 5_005)
    #expect(ForeignAnswers.height(inLog: ["nothing"]) == nil)
  }
}
