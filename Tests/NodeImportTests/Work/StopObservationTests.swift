import Basics
import Testing

@testable import NodeImport

/// Who is told to end once a node's stop was ordered, and who isn't.
@Suite struct StopObservationTests {
  private static let script = StopObservation.Process(number: 7, hasLedger: false)
  private static let node = StopObservation.Process(number: 8, hasLedger: true)
  private static let all: [UnitState.Activity] = [
    .active, .reloading, .inactive, .failed, .activating, .deactivating, .unknown,
  ]

  private func observation(
    _ activity: UnitState.Activity?, _ left: [StopObservation.Process] = []
  ) -> StopObservation { StopObservation(isNodeAlive: false, activity: activity, left: left) }

  @Test func aLivingNodeIsWaitedForWhateverItsUnitSays() {
    for activity in Self.all {
      var observation = observation(activity, [Self.script, Self.node])
      observation.isNodeAlive = true
      #expect(!observation.isAnother)
      #expect(observation.next(isLate: true) == .wait, "\(activity)")
    }
  }

  @Test func itHasEndedWhenNothingOfItsUnitIsLeft() {
    let ended = Self.all.filter { observation($0).next(isLate: false) == .ended }
    #expect(ended == [.inactive, .failed])
    #expect(observation(nil).next(isLate: false) == .ended)
  }

  @Test func whatItLeavesBehindIsToldToEndAfterATime() {
    for activity in [UnitState.Activity.inactive, .deactivating, .active] {
      #expect(observation(activity, [Self.script]).next(isLate: false) == .wait)
      #expect(observation(activity, [Self.script]).next(isLate: true) == .tell([7]))
    }
  }

  /// `KillMode=process` leaves a node in a unit that is inactive: a boot, or a script that goes on, has
  /// started it with another number. It would be waited for without an end, and told by nobody.
  @Test func aNodeOfAnotherNumberLeadsBackAndIsToldNothing() {
    for activity in Self.all {
      let observation = observation(activity, [Self.script, Self.node])
      #expect(observation.isAnother, "\(activity)")
      #expect(observation.next(isLate: false) == .wait)
      #expect(observation.next(isLate: true) == .another(8))
    }
  }

  /// A boot has started the unit, and its node has no ledger open yet.
  @Test func aUnitThatRunsWithoutTheNodeIsAnother() {
    #expect(
      Self.all.filter { observation($0, [Self.script]).isAnother }
        == [.active, .reloading, .activating, .unknown])
    #expect(!observation(nil).isAnother)
  }
}
