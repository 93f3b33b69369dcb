import Basics

/// What one look at the phase of an operation gave.
enum Decision {
  case stay(Wait)
  /// On to the next phase of the path.
  case onward
  /// To another phase, since what it had brought about is gone.
  case go(Phase)
  /// No way forward.
  case fail(Failure)
  case end(Outcome)

  struct Wait {
    var effects: [Effect] = []
    /// Reads after "waiting for".
    var waitsFor: String
    /// When something is due at a known time from now, in milliseconds.
    var dueIn: Int?
    /// It waits for something that has limits of its own.
    var isPatient = false
  }

  static func stay(_ effects: [Effect] = [], for waitsFor: String, dueIn: Int? = nil) -> Decision {
    .stay(Wait(effects: effects, waitsFor: waitsFor, dueIn: dueIn))
  }
}
