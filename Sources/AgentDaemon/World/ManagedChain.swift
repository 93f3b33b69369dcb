import AgentConfig
import Basics

/// The memory of one chain outside the loop: how it is looked at, and what the journal has of it. All
/// of it may be lost at any time.
struct ManagedChain {
  let reader: ChainReader
  let user: UInt32?
  let monitor: HealthMonitor
  var announced = Announced()
  /// The generation whose ports and account it goes by.
  var generation: Int?

  /// The journal's last entries.
  struct Announced {
    /// Of each unit's supervisor; nil before the first look.
    var reports: [String: String]?
    var health: HealthState?
    /// The node recovers from an unclean end.
    var recovers = false
  }

  init(_ reader: ChainReader, user: UInt32?, monitor: HealthMonitor) {
    self.reader = reader
    self.user = user
    self.monitor = monitor
  }
}
