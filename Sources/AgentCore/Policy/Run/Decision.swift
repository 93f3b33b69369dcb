import Basics

/// The result of one look at the phase of an operation.
enum Decision {
  case stay(Wait)
  /// The phase is over: on to the next of the path.
  case onward
  /// A return to another phase, since what that had brought about is gone.
  case go(Phase)
  /// No way forward.
  case fail(Failure)
  case end(Outcome)

  struct Wait {
    var effects: [Effect] = []
    /// Reads after "waiting for".
    var waitsFor: String
    /// The time until something is due, in milliseconds; nil where that isn't known.
    var dueIn: Int?
    /// Whether it waits for something that has limits of its own.
    var isPatient = false
  }

  static func stay(_ effects: [Effect] = [], for waitsFor: String, dueIn: Int? = nil) -> Decision {
    .stay(Wait(effects: effects, waitsFor: waitsFor, dueIn: dueIn))
  }
}
