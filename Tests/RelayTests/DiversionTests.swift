import Basics
import Testing

@testable import Relay

@Suite struct DiversionTests {
  private func at(_ boottime: Int64) -> Diversion.Moment {
    .init(boottime: boottime, unix: boottime)
  }

  @Test func nobodyIsOverTheLimitAtTheNode() {
    let diversion = Diversion(parkLimitMilliseconds: 10, now: at(0))
    #expect(!diversion.isOverLimit(boottime: 1_000))
    #expect(diversion.milliseconds(untilLimitFrom: 1_000) == nil)
  }

  @Test func theLimitCountsFromTheFirstOrder() {
    var diversion = Diversion(parkLimitMilliseconds: 10, now: at(0))
    diversion.change(to: .relay, now: at(100))
    diversion.change(to: .relay, now: at(105))
    #expect(diversion.milliseconds(untilLimitFrom: 105) == 5)
    #expect(!diversion.isOverLimit(boottime: 109))
    #expect(diversion.isOverLimit(boottime: 110))
    #expect(diversion.milliseconds(untilLimitFrom: 110) == nil)
  }

  @Test func aNewDiversionHasALimitOfItsOwn() {
    var diversion = Diversion(parkLimitMilliseconds: 10, now: at(0))
    diversion.change(to: .relay, now: at(100))
    diversion.change(to: .node, now: at(200))
    diversion.change(to: .relay, now: at(300))
    #expect(!diversion.isOverLimit(boottime: 305))
  }
}
