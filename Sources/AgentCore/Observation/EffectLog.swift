public import Basics

/// Keeps the count of failures in a row for whoever performs a chain's effects. Only in memory:
/// an agent that was restarted counts from zero, and the phases' time limits hold anyway.
public struct EffectLog: Hashable, Sendable {
  public private(set) var last: EffectFailure?

  public init() {}

  public mutating func failed(_ effect: Effect, _ failure: Failure, atBoottimeMs now: Int) {
    let count = last?.effect == effect ? (last?.count ?? 0) + 1 : 1
    last = EffectFailure(effect, failure, count: count, atBoottimeMs: now)
  }

  public mutating func succeeded(_ effect: Effect) {
    if last?.effect == effect { last = nil }
  }
}
