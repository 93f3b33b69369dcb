/// The loop's memory of one chain between two looks. All of it may be lost at any time.
public struct ChainMemory: Sendable {
  /// The last look; nil before the first.
  public internal(set) var seen: ChainObservation?
  /// The thing that its operation waits for, for people; reads after "waiting for".
  public internal(set) var waitsFor: String?
  /// Whether its operation can't go on: others don't wait for it.
  public internal(set) var isStuck = false
  var effects = EffectLog()
  /// The time of the last order to systemd, by order, in milliseconds since boot.
  var ordered: [Effect: Int] = [:]
  /// The latest time of the next look, in milliseconds since boot.
  public internal(set) var wakeAt = 0

  init(effects: EffectLog = EffectLog()) { self.effects = effects }
}
