/// What is on the disk of a chain's ledger. Durable.
struct SimulatedLedger {
  /// What it is like: which program can read it, and where it is.
  struct Form: Hashable {
    /// Nil when every program can.
    var program: String?
    /// The program that looks for it there; nil when all look in the same place.
    var place: String?
  }

  var form = Form()
  /// The only program that a supervisor starts on it; nil when that may be each.
  var mark: String?
  /// A hand-over, or its way back, was begun and not ended.
  var isHalf = false
  /// What a backup keeps; nil without one.
  var backup: Form?
  /// A node was started on it since it was converted.
  var hasRun = false
  /// How the next conversions end, the first one first; well when there is none.
  var failures = 0
}
