import AgentCore
import Basics
import Testing

/// What an import may order, and what is held against others while it isn't over.
@Suite struct ImportOrderTests {
  @Test func nothingIsStartedWhereTheLockIsNotKnown() {
    var one = OrderCase("import", .swap("1.0.0")) { _, now in now.lock = .unknown }
    one.imports = true
    guard case .failure(let failure) = one.accept() else {
      Issue.record("it began an operation")
      return
    }
    #expect(failure.kind.rawValue == "lock_unknown")
  }

  /// The ledger below it is another one, so the same release is started on it all the same.
  @Test func aReleaseThatIsInPlaceIsInstalledOnce() throws {
    var one = OrderCase("import", .swap("1.0.0"))
    one.imports = true
    #expect(try one.accept().get().operation.kind == .install)
  }

  @Test func itGivesOrdersInItsOwnStepsAlone() {
    let giving = ["configure", "release", "key", "stop", "mask", "move", "enable", "start"].filter {
      ImportNotice(source: "a.service", step: $0, leadsBack: false, sinceUnixMs: 0).givesOrders
    }
    #expect(giving == ["enable", "start"])
  }
}
