/// A place for a large body among the few that the relay keeps at a time: without one it goes on as it comes, to
/// one upstream alone.
final class LargeBody {
  private let board: Switchboard
  /// Together at most 32 MiB.
  static let most = 32

  /// Nil while all are taken.
  init?(_ board: Switchboard) {
    guard
      board.change({ state in
        guard state.largeBodies < Self.most else { return false }
        state.largeBodies += 1
        return true
      })
    else { return nil }
    self.board = board
  }

  deinit { board.change { $0.largeBodies -= 1 } }
}
