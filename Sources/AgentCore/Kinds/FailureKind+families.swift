public import Basics

// Families with one member for each case of something else.
extension FailureKind {
  /// The gate is closed.
  public static func gate(_ gate: Gate.Name) -> Self {
    Self(
      "gate_\(gate.rawValue)", exit: .refused, "The gate \"\(gate.title)\" blocks the action.",
      do: "adnet-agent why CHAIN")
  }

  /// An action of the step failed too often, or for good.
  public static func failed(_ phase: Phase) -> Self {
    Self(
      "\(phase.rawValue)_failed", "The \(phase.step) failed: cannot \(phase.words).",
      do: "adnet-agent operation show ID")
  }

  /// The step has taken longer than its limit.
  public static func timedOut(_ phase: Phase) -> Self {
    Self(
      "\(phase.rawValue)_timed_out",
      "The \(phase.step) exceeded its time limit: cannot \(phase.words).",
      do: "adnet-agent operation show ID")
  }

  /// The step had to be done too many times.
  public static func repeats(_ phase: Phase) -> Self {
    Self(
      "\(phase.rawValue)_repeats", "The \(phase.step) had to be repeated too often.",
      do: "adnet-agent operation show ID")
  }

  /// The migration is in the wrong state for the order.
  public static func migration(_ state: Migration.State) -> Self {
    Self(
      "migration_\(state.rawValue)", exit: .refused,
      "The order isn't possible: the migration is \(state.words).",
      do: "adnet-agent migrate status")
  }

  /// The migration is in the state that was ordered.
  public static func already(_ state: Migration.State) -> Self {
    Self("already_\(state.rawValue)", exit: .done, "The migration is already \(state.words).")
  }

  static let ofMigrations = [migration, already].flatMap { Migration.State.allCases.map($0) }
  static let ofGates = Gate.Name.allCases.map(gate)
  static let ofSteps = [failed, timedOut, repeats].flatMap { Phase.allCases.map($0) }

  public static let notSafe = Self(
    "not_safe", exit: .refused, "The node can't be stopped safely before the time limit.",
    do: "adnet-agent why CHAIN")
  public static let notHealthy = Self(
    "not_healthy", exit: .refused, "The node isn't healthy before the time limit.",
    do: "adnet-agent health CHAIN")

  static let ofWaits: [Self] = [.notSafe, .notHealthy]
}

extension FailureKind {
  /// The closed list: every kind that this version knows.
  public static let all: [Self] =
    general + (ofMigrations + ofGates + ofSteps + ofWaits).filter { !general.contains($0) }

  /// The member of the list with this word.
  public static func named(_ word: String) -> Self? { all.first { $0.rawValue == word } }
}
