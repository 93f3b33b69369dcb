import AgentConfig
import AgentCore

/// What the loop keeps for one chain between two looks. All of it may be lost at any time.
struct ChainDesk {
  var eye: ChainEye
  var seen: ChainObservation?
  /// What the journal was told last of each unit's supervisor.
  var told: [String: String]?
  var effects = EffectLog()
  var waitsFor: String?
  /// Milliseconds since boot.
  var wakeAt: Int = 0
  var user: UInt32?

  init(_ eye: ChainEye, user: UInt32?) {
    self.eye = eye
    self.user = user
  }
}
