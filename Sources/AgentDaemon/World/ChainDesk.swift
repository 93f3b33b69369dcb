import AgentConfig
import Basics

/// What is kept of one chain beside the loop: how it is looked at, and what people were told of it. All
/// of it may be lost at any time.
struct ChainDesk {
  let eye: ChainEye
  let user: UInt32?
  let health: HealthDesk
  var told = Told()
  /// The generation whose ports and account it goes by.
  var generation: Int?

  /// What the journal was told last.
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
