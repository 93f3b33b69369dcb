public import Basics

/// An effect that failed, as the next observation tells it. Nothing else of an effect's result
/// ever reaches a decision.
public struct EffectFailure: Hashable, Codable, Sendable {
  public var effect: Effect
  public var failure: Failure
  /// The number of failures in a row.
  public var count: Int
  public var atBoottimeMs: Int

  public init(_ effect: Effect, _ failure: Failure, count: Int = 1, atBoottimeMs: Int) {
    self.effect = effect
    self.failure = failure
    self.count = count
    self.atBoottimeMs = atBoottimeMs
  }
}
