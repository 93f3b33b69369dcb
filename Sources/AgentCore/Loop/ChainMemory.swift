/// What the loop keeps of one chain between two looks. All of it may be lost at any time.
public struct ChainMemory: Sendable {
  /// The last look; nil before the first.
  public internal(set) var seen: ChainObservation?
  /// What its operation waits for, for people.
  public internal(set) var waitsFor: String?
  /// Its operation can't go on: others don't wait for it.
  public internal(set) var isStuck = false
  var effects = EffectLog()
  /// When each order to systemd was given last, in milliseconds since boot.
  var ordered: [Effect: Int] = [:]
  /// When it is looked at again at the latest, in milliseconds since boot.
  public internal(set) var wakeAt = 0

  init(effects: EffectLog = EffectLog()) { self.effects = effects }
}
