import Basics
import Testing

@testable import Relay

@Suite struct PeerBoardTests {
  private let first = PeerTarget("http://10.0.0.1:3030")!
  private let second = PeerTarget("http://10.0.0.2:3030")!

  private func board() -> PeerBoard {
    var board = PeerBoard()
    board.replace([first, second])
    return board
  }

  @Test func spreadsOverAll() {
    var board = board()
    #expect(board.pick(except: [], now: 0) == .peer(first))
    #expect(board.pick(except: [], now: 0) == .peer(second))
    board.served(second)
    #expect(board.pick(except: [], now: 0) == .peer(second))
    #expect(board.pick(except: [first], now: 0) == .peer(second))
    #expect(board.pick(except: [first, second], now: 0) == .none)
  }

  @Test func aRefusalHalvesTheWindowAndIsRestedOff() {
    var board = board()
    board.replace([first])
    #expect(board.pick(except: [], now: 0) == .peer(first))
    board.limited(first, retryAfter: nil, now: 0)
    #expect(board.standings[0].window == PeerBoard.Standing.widest / 2)
    #expect(board.pick(except: [], now: 0) == .later(PeerBoard.firstRest))
    #expect(board.pick(except: [], now: PeerBoard.firstRest) == .peer(first))
    board.limited(first, retryAfter: 2_000, now: 300)
    #expect(board.pick(except: [], now: 2_299) == .later(2_300))
  }

  @Test func theWindowBoundsWhatIsUnderWayAndGrowsWithAnswers() {
    var board = board()
    board.replace([first])
    for _ in 0..<10 { board.limited(first, retryAfter: nil, now: 0) }
    let later = PeerBoard.firstRest
    #expect(board.pick(except: [], now: later) == .peer(first))
    #expect(board.pick(except: [], now: later) == .later(later + 1))
    board.served(first)
    #expect(board.standings[0].window == 2)
    #expect(board.pick(except: [], now: later) == .peer(first))
    #expect(board.pick(except: [], now: later) == .peer(first))
  }

  @Test func whoCannotBeReachedRestsLongerEachTime() {
    var board = board()
    board.replace([first])
    for (count, rest) in [500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000].enumerated() {
      let now = Int64(count) * 100_000
      #expect(board.pick(except: [], now: now) == .peer(first))
      board.failed(first, now: now)
      #expect(board.pick(except: [], now: now) == .later(now + Int64(rest)))
    }
  }

  @Test func whoStaysKeepsItsStanding() {
    var board = board()
    _ = board.pick(except: [], now: 0)
    board.replace([second, first])
    #expect(board.standings.map(\.underWay) == [0, 1])
    board.replace([second])
    board.served(first)
    #expect(board.standings.count == 1)
  }
}
