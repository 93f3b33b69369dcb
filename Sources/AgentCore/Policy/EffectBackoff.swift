/// Holds back an effect that has just failed, longer each time.
struct EffectBackoff {
  private let now: ChainObservation

  init(_ now: ChainObservation) { self.now = now }

  /// The effects before the one to be held back: those after it may need it.
  func holdBack(_ effects: [Effect]) -> [Effect] {
    guard let failure = now.effectFailure, let retry = retryAt, retry > now.nowBoottimeMs,
      let index = effects.firstIndex(of: failure.effect)
    else { return effects }
    return Array(effects[..<index])
  }

  /// When the effect that failed last may be tried again.
  private var retryAt: Int? {
    guard let failure = now.effectFailure else { return nil }
    return failure.atBoottimeMs + min(500 << min(max(failure.count - 1, 0), 7), 10_000)
  }
}
