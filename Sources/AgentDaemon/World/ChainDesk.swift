import AgentConfig
import Basics

/// The memory of one chain outside the loop: how it is looked at, and what the journal has of it. All
/// of it may be lost at any time.
struct ChainDesk {
  let eye: ChainEye
  let user: UInt32?
  let health: HealthDesk
  var told = Told()
  /// The generation whose ports and account it goes by.
  var generation: Int?

  /// The journal's last entries.
  struct Told {
    /// Of each unit's supervisor; nil before the first look.
    var reports: [String: String]?
    var health: HealthState?
    /// The node recovers from an unclean end.
    var recovers = false
  }

  init(_ eye: ChainEye, user: UInt32?, health: HealthDesk) {
    self.eye = eye
    self.user = user
    self.health = health
  }
}
