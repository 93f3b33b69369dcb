import AgentSimulation
import FoundationEssentials

/// How much is simulated of what could be: with `ADNET_SOAK=1` everything, else a spread of it. That is the
/// same in each run, so that a change is judged by nothing but itself; `ADNET_SAMPLE=n` takes another, and
/// each round of `make soak` other random runs. A failure tells its n.
enum Sampling {
  static let isAll = number("ADNET_SOAK") == 1
  static let seed = number("ADNET_SAMPLE") ?? 1

  /// What to set to have the same again.
  static let again = isAll ? "ADNET_SOAK=1 ADNET_SAMPLE=\(seed)" : "ADNET_SAMPLE=\(seed)"

  /// One fault at one operation of a run.
  struct Strike: CustomStringConvertible {
    let fault: FaultPlan.Fault
    let moment: FaultPlan.Moment
    let operation: Int

    var plan: FaultPlan { .one(fault, moment, operation: operation) }
    var description: String { "\(fault) \(moment) operation \(operation) (\(Sampling.again))" }
  }

  /// Each fault before and after each operation, or one in so many of those: never none.
  static func strikes(
    _ operations: Range<Int>, _ faults: [FaultPlan.Fault] = FaultPlan.Fault.usual, oneIn: Int
  ) -> [Strike] {
    let all = operations.flatMap { operation in
      FaultPlan.Moment.allCases.flatMap { moment in
        faults.map { Strike(fault: $0, moment: moment, operation: operation) }
      }
    }
    return some(all, oneIn: oneIn)
  }

  /// One of each so many that follow each other.
  static func some<Element>(_ all: [Element], oneIn: Int) -> [Element] {
    guard !isAll, oneIn > 1 else { return all }
    // Else the same places would be chosen in all scenarios.
    var dice = Dice(seed: seed &+ UInt64(all.count))
    return stride(from: 0, to: all.count, by: oneIn).map { first in
      all[Int.random(in: first..<min(first + oneIn, all.count), using: &dice)]
    }
  }

  /// Seeds of random runs: all from 0 on, or so many from anywhere. `ADNET_SIM_SEED=n` is one seed, and
  /// `ADNET_SIM_RUNS=n` so many from 0 on. In parts, which run beside each other.
  static func seeds(of all: UInt64, otherwise some: UInt64) -> [Range<UInt64>] {
    if let only { return [only..<only + 1] }
    let part = runs != nil ? 0 : isAll ? max(seed, 1) - 1 : seed
    let first = part % 1_000_000 * 1_000_000
    let last = first + (runs ?? (isAll ? all : some))
    let step = max(1, (last - first) / 8)
    return stride(from: first, to: last, by: Int(step)).map { $0..<min($0 + step, last) }
  }

  static let only = number("ADNET_SIM_SEED")
  private static let runs = number("ADNET_SIM_RUNS")

  private static func number(_ name: String) -> UInt64? {
    ProcessInfo.processInfo.environment[name].flatMap(UInt64.init)
  }
}
