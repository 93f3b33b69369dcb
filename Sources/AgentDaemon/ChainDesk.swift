import AgentConfig
import AgentCore

/// What the loop keeps for one chain between two looks. All of it may be lost at any time.
struct ChainDesk {
  var eye: ChainEye
  var seen: ChainObservation?
  /// What the journal was told last of each unit's supervisor.
  var told: [String: String]?
  /// And of its health.
  var toldHealth: HealthState?
  /// Whether it was told that the node recovers from an unclean end.
  var toldRecovers = false
  var effects = EffectLog()
  /// When each order to systemd was given last, since boot in milliseconds.
  var ordered: [Effect: Int] = [:]
  var waitsFor: String?
  /// Its operation can't go on: others don't wait for it.
  var isStuck = false
  /// Whose ports and account it goes by.
  var generation: Int?
  /// Milliseconds since boot.
  var wakeAt: Int = 0
  let user: UInt32?
  let health: HealthDesk

  init(_ eye: ChainEye, user: UInt32?, health: HealthDesk) {
    self.eye = eye
    self.user = user
    self.health = health
  }
}
