extension Committee {
  /// How many may fail, in plain words: one sentence each, lowercase, no full stop.
  public var words: [String] {
    let count = members.count
    let tolerance = tolerance
    guard let any = tolerance.any, let most = tolerance.most else { return [] }
    if hasEqualStakes {
      switch (count, any) {
      case (1, _): return ["with one validator every restart halts the chain"]
      case (_, 0):
        return ["with \(count) equal stakes none may be down: every restart halts the chain"]
      default: return ["of \(count) equal stakes any \(any) may be down at once"]
      }
    }
    let critical = tolerance.critical.map { address in
      "without \(Self.short(address)) (\(percent(stake(of: address) ?? 0)) of the stake) alone the "
        + "chain halts"
    }
    guard any > 0 else {
      let others = count - critical.count
      guard others > 0, most > 0 else {
        return ["none of \(count) may be down: every restart halts the chain"]
      }
      return ["of \(count) up to \(most) may be down at once, those with least stake"] + critical
    }
    let more = most > any ? ", and up to \(most) when they are those with least stake" : ""
    return ["of \(count) any \(any) may be down at once\(more)"]
  }

  /// `aleo1abcdef…wxyz`: the beginning and the end, by which people know it.
  public static func short(_ address: String) -> String {
    address.utf8.count <= 20 ? address : "\(address.prefix(12))…\(address.suffix(4))"
  }
}
