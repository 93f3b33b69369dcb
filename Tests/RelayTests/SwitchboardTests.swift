import Basics
import Testing

@testable import Relay

@Suite struct SwitchboardTests {
  private let limits = ClientLimits()

  private func board(_ route: RelayReport.Route, since: Int64 = 0) -> Switchboard {
    let board = Switchboard(
      Diversion(parkLimitMilliseconds: 1, now: .init(boottime: 0, unix: 0)), limits)
    board.change { $0.diversion.change(to: route, now: .init(boottime: since, unix: since)) }
    return board
  }

  /// From when the node went away for those of then; who comes later has a time of its own.
  @Test(arguments: [
    (0, 30_000, 30_000), (20_000, 30_000, 30_000), (27_000, 30_000, 31_000),
    (90_000, 30_000, 94_000), (90_000, 2_000, 92_000),
  ])
  func nobodyIsRefusedAtOnceSinceTheNodeHasBeenAwayForLong(
    arrived: Int64, parkLimit: Int64, ends: Int64
  ) {
    let board = Switchboard(
      Diversion(parkLimitMilliseconds: parkLimit, now: .init(boottime: 0, unix: 0)), limits)
    board.change { $0.diversion.change(to: .relay, now: .init(boottime: 0, unix: 0)) }
    let demand = Switchboard.Demand(arrived: arrived, mayLeaveHost: true)
    #expect(board.choose(for: demand, now: arrived) == .wait(until: ends))
  }

  @Test func anIdleClientStaysForKeepAliveWhileTheNodeIsAway() {
    let board = board(.relay)
    #expect(!board.isIdleTooLong(since: 0, isAdopted: false, now: limits.keepAlive))
    #expect(board.isIdleTooLong(since: 0, isAdopted: false, now: limits.keepAlive + 1))
    #expect(!board.isIdleTooLong(since: 0, isAdopted: true, now: limits.keepAlive * 100))
  }

  @Test func anIdleClientGetsTimeToComeBackByItselfFromTheFlipOn() {
    let board = board(.relay)
    board.change { $0.diversion.change(to: .node, now: .init(boottime: 50_000, unix: 0)) }
    for isAdopted in [false, true] {
      #expect(!board.isIdleTooLong(since: 0, isAdopted: isAdopted, now: 50_000 + limits.linger))
      #expect(board.isIdleTooLong(since: 0, isAdopted: isAdopted, now: 50_001 + limits.linger))
    }
  }

  @Test func nobodyIdleStaysOnceNoNodeComesBack() {
    let board = board(.relay)
    board.change { $0.isDismissed = true }
    #expect(board.isIdleTooLong(since: 0, isAdopted: true, now: 0))
  }

  @Test func anAnswerAndALeftClientGiveThePeerItsPlaceBack() throws {
    let board = board(.relay)
    let peer = try #require(PeerTarget("http://127.0.0.1:1"))
    board.change { $0.peers.replace([peer]) }
    let demand = Switchboard.Demand(arrived: 0, mayLeaveHost: true)
    for _ in 0..<2 { #expect(board.choose(for: demand, now: 1) == .peer(peer)) }
    #expect(board.read { $0.peers.standings[0].underWay } == 2)
    board.answered(by: .peer(peer))
    #expect(board.read { $0.peers.standings[0].underWay } == 1)
    board.dropped(.peer(peer))
    #expect(board.read { $0.peers.standings[0].underWay } == 0)
    #expect(board.read { $0.counts.byPeers } == 1)
  }
}
