import Basics

/// The evidence in the answers of one process that it is below the height which its chain had.
struct FallEvidence {
  let failure: Failure
  /// False while one low answer is all there is: it may be wrong, and is asked for once more.
  let isProven: Bool

  /// Nil while nothing is known against the process that answers since `unixMs`.
  ///
  /// A process with an older ledger syncs, and may be past that height at the next answer: so a low first
  /// answer isn't refuted by a higher one that a sync explains.
  init?(
    since unixMs: Int, below reached: ReachedHeight?, afterCleanEnd isClean: Bool, _ view: ChainView
  ) {
    func fall(_ reading: HeightReading?) -> Failure? {
      reading?.height.flatMap {
        HeightLossWatch.fall($0, below: reached, afterCleanEnd: isClean, view)
      }
    }
    let (last, before) = (view.height(since: unixMs), view.heightBefore(since: unixMs))
    switch (fall(before), fall(last)) {
    case (nil, nil): return nil
    case (nil, let failure?): (self.failure, isProven) = (failure, false)
    case (_?, let failure?): (self.failure, isProven) = (failure, true)
    case (let failure?, nil):
      guard let last = last?.height.map({ ($0, view.now.height?.atUnixMs ?? 0) }) else {
        (self.failure, isProven) = (failure, false)
        return
      }
      let hasBeenHigh = reached.map { $0.sinceUnixMs > unixMs } ?? false
      guard !hasBeenHigh, let before, let low = before.height,
        last.0 - low <= UInt64(max(0, last.1 - before.atUnixMs)) * Self.blocksPerMs
      else { return nil }
      (self.failure, isProven) = (failure, true)
    }
  }

  /// More than any node syncs: not measured, and on the safe side.
  private static let blocksPerMs: UInt64 = 1
}
