import Basics

/// A node's process.
struct SimulatedNode {
  let pid: Int32
  let generation: Generation
  let behaviour: Behaviour
  let startedAt: Int
  var readyAt: Int?
  var termedAt: Int?
  /// Its process is there, and accepts nobody.
  var isHung = false
  /// Where its chain stands, when it has stopped to grow.
  var stuckAt: UInt64?

  /// One that hangs may take part in consensus all the same: nobody knows.
  var takesPart: Bool { readyAt != nil && termedAt == nil }
  var listens: Bool { takesPart && !isHung }
}
