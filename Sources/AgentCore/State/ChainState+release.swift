extension ChainState {
  /// How long a release counts as new, in milliseconds.
  private static let newReleaseMs = 7 * 86_400_000

  /// Whether the one before may be the remedy for what has begun since: the last operation put another
  /// release in place, and that isn't long ago.
  public func hasNewRelease(atUnixMs now: Int) -> Bool {
    guard returnsTo != nil, let last = lastOperation, last.outcome == .done,
      last.kind.exchangesRelease,
      let ended = last.endedUnixMs
    else { return false }
    return now - ended < Self.newReleaseMs
  }
}
