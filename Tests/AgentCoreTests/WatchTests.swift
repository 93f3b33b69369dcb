import Basics
import Testing

@testable import AgentCore

/// What the watches of height and record leave alone.
@Suite struct WatchTests {
  private static let work = LedgerWork.record.unit(of: Sample.chain)

  @Test func nothingIsAskedForWhileItsUnitHasAJob() {
    var now = Sample.serving()
    now.supervisors[Sample.unit]?.startedUnixMs = Sample.now - 5_000
    now.storage = NodeStorage(["start", "--validator"], home: "/n")
    now.units[Self.work] = Sample.down(Self.work)
    func effects() -> [Effect] {
      RecordWatch(state: Sample.state, view: ChainView(settings: Sample.settings, now: now))
        .effects
    }
    #expect(effects() == [.startUnits([Self.work])])
    now.units[Self.work]?.job = 7
    #expect(effects() == [])
  }

  /// Somebody who begins anew is helped again.
  @Test func whoIsHeldHasNoCountOfRestarts() {
    var state = Sample.state
    state.healed = Healed(atUnixMs: Sample.now, reason: "it hangs")
    let held = HeightLossWatch(
      state: state, view: ChainView(settings: Sample.settings, now: Sample.serving())
    ).keptStopped(Failure(.ledgerFell, "cannot keep the node: it fell"))
    #expect(held.healed == nil && held.desired == .stopped)
  }

  /// A client that fell is told of, and goes on; so does a process with two of them.
  @Test func clientsOfOneProcessGoOn() {
    var state = TwoChains.state(.unified)
    state[TwoChains.alpha].reached = ReachedHeight(200, atUnixMs: TwoChains.now - 3_600_000)
    for (isValidator, isHeld) in [(true, true), (false, false)] {
      var views: [ChainName: ChainView] = [:]
      for chain in [TwoChains.alpha, TwoChains.delta] {
        var seen = TwoChains.seen(chain, .unified)
        seen.supervisors[TwoChains.shared]?.readyUnixMs = TwoChains.now - 1_000
        seen.answerTwice(100)
        seen.storage = NodeStorage(isValidator ? ["run"] : ["run", "--client"], home: "/n")
        views[chain] = ChainView(settings: TwoChains.settings(chain), now: seen)
      }
      #expect((HeightLossWatch.keptStoppedTogether(state, seeing: views) != nil) == isHeld)
    }
  }
}
