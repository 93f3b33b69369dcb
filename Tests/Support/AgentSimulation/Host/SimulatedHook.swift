import AgentCore
import Basics

/// The operator's program of a migration, as systemd runs it: a unit for each moment of a step, which
/// remains active when it has ended well. A power cut takes all units; what has run stays done.
struct SimulatedHook {
  private struct Run {
    let endsAt: Int
    let fails: Bool
  }

  /// Milliseconds from its start to its end.
  private static let takes = 3_000

  /// How often it fails before it ends well, before steps and after them.
  private var failures: [MigrationHook.Moment: Int]
  private var runs: [String: Run] = [:]
  /// Those whose good end has been counted.
  private var counted: Set<String> = []
  /// How often each unit has ended well, whatever became of the host since.
  private(set) var endings: [String: Int] = [:]

  init(failures: [MigrationHook.Moment: Int]) { self.failures = failures }

  func state(of unit: String, now: Int) -> UnitState {
    var state = UnitState(name: unit)
    state.load = .loaded
    guard let run = runs[unit] else {
      state.activity = .inactive
      return state
    }
    let isOver = run.endsAt <= now
    state.activity = !isOver ? .activating : run.fails ? .failed : .active
    state.result = isOver && run.fails ? "exit-code" : "success"
    return state
  }

  /// Nil, or what is wrong with the order.
  mutating func perform(_ effect: Effect, now: Int) -> String? {
    settle(now)
    switch effect {
    case .startUnits(let units):
      for unit in units where runs[unit].map({ $0.endsAt <= now }) != false {
        // Starting what is active changes nothing.
        if let run = runs[unit], !run.fails { continue }
        let moment = MigrationHook.Moment.allCases.first { unit.contains("@\($0.rawValue)-") }
        let left = moment.flatMap { failures[$0] } ?? 0
        if let moment { failures[moment] = max(0, left - 1) }
        runs[unit] = Run(endsAt: now + Self.takes, fails: left > 0)
      }
      return nil
    case .stopUnits(let units):
      for unit in units where runs.removeValue(forKey: unit).map({ $0.endsAt > now }) == true {
        return "the hook \(unit) is stopped while it runs"
      }
      return nil
    default: return "a migration has no \(effect.line)"
    }
  }

  mutating func losePower(now: Int) {
    settle(now)
    runs = [:]
    counted = []
  }

  private mutating func settle(_ now: Int) {
    for (unit, run) in runs where run.endsAt <= now && !run.fails && counted.insert(unit).inserted {
      endings[unit, default: 0] += 1
    }
  }

  /// What is wrong with the way from one migration to the next; nil when each step waits for its hook.
  mutating func flaw(from old: Migration?, to new: Migration, now: Int) -> String? {
    settle(now)
    guard let old, old.id == new.id else { return nil }
    let both = zip(old.steps, new.steps).map {
      $0.topology == $1.topology && $0.chains == $1.chains
    }
    for index in both.indices where both[index] && new.steps[index].state != old.steps[index].state
    {
      // By the name that it had until then: the next attempt has another. After a save of which nobody knows
      // whether it succeeded, what was before may be written again.
      let begins = [.pending, .preparing].contains(old.steps[index].state)
      if begins, new.steps[index].state == .running, endings[old.hook(.before, index)] == nil {
        return "step \(index + 1) begins without its hook"
      }
      // Whoever resumes after a failure has mended what the hook after the step was for: it isn't run again.
      if new.steps[index].state == .done, new.state != .aborting, new.resumed == old.resumed,
        endings[old.hook(.after, index)] == nil
      {
        return "step \(index + 1) is done without its hook"
      }
    }
    return nil
  }
}
