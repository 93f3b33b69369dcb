import Basics

/// The evidence in the answers of one process that it is below the height which its chain had.
struct FallEvidence {
  let failure: Failure
  /// False while one low answer of a process that was above before is all there is: it may be wrong, and is asked
  /// for once more.
  let isProven: Bool
  /// The process, for the state to remember.
  let process: FellProcess?

  /// Nil while nothing is known against the process, which answers since `unixMs`. The first answer of a process
  /// counts alone: one with an older ledger syncs, and is past that height soon.
  init?(
    _ fell: FellProcess?, _ report: SupervisorReport?, since unixMs: Int,
    below reached: ReachedHeight?, afterCleanEnd isClean: Bool, _ view: ChainView
  ) {
    func fall(_ height: UInt64?) -> Failure? {
      height.flatMap { HeightLossWatch.fall($0, below: reached, afterCleanEnd: isClean, view) }
    }
    if let fell, fell.startedUnixMs == report?.startedUnixMs,
      let failure = fall(fell.height)
    {
      (self.failure, isProven, process) = (failure, true, fell)
      return
    }
    guard let height = view.height(since: unixMs)?.height, let failure = fall(height) else {
      return nil
    }
    let wasAbove = view.now.highest.map { fall($0) == nil } ?? false
    isProven = !wasAbove || fall(view.heightBefore(since: unixMs)?.height) != nil
    self.failure = failure
    process = report?.startedUnixMs.map { FellProcess(startedUnixMs: $0, height: height) }
  }
}
