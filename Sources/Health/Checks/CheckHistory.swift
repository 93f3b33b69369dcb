/// The results of one check so far, judged by how many came in a row.
public struct CheckHistory: Hashable, Sendable {
  public enum State: String, Sendable, CaseIterable {
    /// Too few results to say.
    case unknown
    case passing, failing
    /// A check without a result, since the node limits our requests.
    case limited
    /// The node doesn't have what is asked about.
    case absent
  }

  /// How many results in a row change what is thought.
  public struct Thresholds: Hashable, Sendable {
    public var failures = 3
    public var successes = 2

    public init(failures: Int = 3, successes: Int = 2) {
      self.failures = failures
      self.successes = successes
    }
  }

  public private(set) var state = State.unknown
  /// Since when, by the boot's clock; nil before the first result.
  public private(set) var sinceMs: Int?
  public private(set) var last: ProbeSample?
  public private(set) var lastPassed: ProbeSample?
  /// When the row of failures began that is the last one; nil when there was none.
  public private(set) var failedSinceMs: Int?
  public private(set) var failuresInRow = 0
  public private(set) var successesInRow = 0
  private var limitedInRow = 0
  /// True while passes and failures keep changing places.
  public private(set) var isFlapping = false
  /// The last results, the newest last.
  private var recent: [Recent] = []

  private enum Recent: Hashable, Sendable { case passed, silent, wrong }

  /// Wrong answers don't come by chance: three in ten, apart from each other, are flapping. Lost ones
  /// do, so they have to be five in twenty (QuietDayTests). A long failure with its end is one change,
  /// and a failure apart from others two.
  private static let flapping = (wrong: (changes: 6, of: 10), any: (changes: 10, of: 20))

  public init() {}

  public mutating func note(_ sample: ProbeSample, _ thresholds: Thresholds) {
    last = sample
    limitedInRow = sample.outcome == .limited ? limitedInRow + 1 : 0
    switch sample.outcome {
    case .passed:
      lastPassed = sample
      (successesInRow, failuresInRow) = (successesInRow + 1, 0)
      record(.passed)
      // The first answer of all is enough: nothing speaks against it.
      let isEnough = state == .unknown || successesInRow >= thresholds.successes
      if isFlapping {
        enter(.failing, sample.atMs)
      } else if isEnough {
        enter(.passing, sample.atMs)
      }
    case .refused:
      noteFailure(sample.atMs)
      (successesInRow, failuresInRow) = (0, failuresInRow + 1)
      record(.wrong)
      enter(.failing, sample.atMs)
    case .silent, .wrong, .notReady:
      noteFailure(sample.atMs)
      (successesInRow, failuresInRow) = (0, failuresInRow + 1)
      record(sample.outcome.isSilent ? .silent : .wrong)
      if isFlapping || failuresInRow >= thresholds.failures { enter(.failing, sample.atMs) }
    case .limited:
      // Speaks neither for nor against: a row goes on after it.
      let isNew = state == .unknown || state == .absent
      if isNew || limitedInRow >= thresholds.failures { enter(.limited, sample.atMs) }
    case .absent:
      enter(.absent, sample.atMs)
    }
  }

  /// Whether one more result like the last changes nothing of what is thought.
  public func isSettled(_ thresholds: Thresholds) -> Bool {
    switch state {
    case .passing: !isFlapping && successesInRow >= thresholds.successes
    case .absent: true
    case .unknown, .failing, .limited: false
    }
  }

  private mutating func noteFailure(_ atMs: Int) {
    if failuresInRow == 0 { failedSinceMs = atMs }
  }

  private mutating func record(_ result: Recent) {
    recent.append(result)
    if recent.count > Self.flapping.any.of { recent.removeFirst() }
    let last = recent.suffix(Self.flapping.wrong.of)
    let hasWrong = last.contains(.wrong)
    if hasWrong && Self.changes(last) >= Self.flapping.wrong.changes
      || Self.changes(recent[...]) >= Self.flapping.any.changes
    {
      isFlapping = true
    } else if Self.changes(last) <= 1 {
      isFlapping = false
    }
  }

  private static func changes(_ results: ArraySlice<Recent>) -> Int {
    zip(results, results.dropFirst()).count { ($0 == .passed) != ($1 == .passed) }
  }

  private mutating func enter(_ new: State, _ atMs: Int) {
    guard state != new else { return }
    state = new
    sinceMs = atMs
  }
}
