import Basics
import Systemd

/// The remains of a node whose stop was ordered, as observed at one moment.
struct StopObservation: Hashable {
  var isNodeAlive: Bool
  /// Of its unit; nil where it has none.
  var activity: UnitState.Activity?
  /// The processes in its unit.
  var left: [Process] = []

  struct Process: Hashable {
    var number: Int32
    var hasLedger: Bool
  }

  enum Next: Hashable {
    case wait, ended
    /// The processes that the node has left behind are ended.
    case tell([Int32])
    /// A node that nobody has planned for: it is told nothing, since it may load.
    case another(Int32)
  }

  /// Whether its unit runs, or a node in it, but not the planned process: it was started again, at boot or
  /// manually.
  var isAnother: Bool {
    guard !isNodeAlive, let activity else { return false }
    switch activity {
    case .inactive, .failed, .deactivating: return left.contains(where: \.hasLedger)
    case .active, .reloading, .activating, .unknown: return true
    }
  }

  /// - Parameter isLate: what is left of it had its time to end by itself.
  func next(isLate: Bool) -> Next {
    guard !isNodeAlive else { return .wait }
    guard let activity else { return .ended }
    if left.isEmpty, activity == .inactive || activity == .failed { return .ended }
    guard isLate else { return .wait }
    if let other = left.first(where: \.hasLedger) { return .another(other.number) }
    return .tell(left.map(\.number))
  }
}
