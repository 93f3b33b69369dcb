import Basics

/// Operations that take longer than they do as a rule.
extension ProblemFinder {
  var slow: [Problem] {
    guard let operation = state.operation else { return [] }
    var run = OperationRun(operation: operation, state: state, sight: sight)
    guard case .waits(let wait) = run.advance(), run.operation.phase == operation.phase,
      run.elapsed >= usualMs(operation)
    else { return [] }
    let seconds = run.elapsed / 1_000
    return [
      problem(
        .operationSlow, .warning,
        "the \(operation.kind)\(operation.goalWords) has tried for \(seconds) s to "
          + "\(operation.phase.words), which is long; waiting for \(wait.waitsFor)",
        hint: "adnet-agent operation show \(operation.id) --follow; \(run.logHint)")
    ]
  }

  /// How long a phase takes at most when nothing is wrong, in milliseconds. Its limit, after which it is
  /// given up, is longer.
  private func usualMs(_ operation: Operation) -> Int {
    let limits = sight.settings.limits
    switch operation.phase {
    case .divert, .own, .restore, .enable, .disable: return 10_000
    case .drain: return limits.drain + limits.grace + 5_000
    // Up to drain.linger for clients of the relay.
    case .raise: return max(10_000, limits.raise - 20_000)
    case .lower: return max(10_000, limits.lower - 45_000)
    case .stop, .halt: return 60_000
    case .survey: return 30_000
    case .backup, .handback, .grant: return limits.ledger / 2
    case .handover:
      return max(limits.ledger, sight.settings.ledger?.conversionLimit ?? 0) / 2
    // A ledger may take minutes; one that was loaded here before is known better.
    case .start: return (now.health?.readyInMs).map { max($0, 0) + limits.ready } ?? 120_000
    case .answer: return limits.prove + 15_000
    case .watch: return limits.watch + 30_000
    }
  }
}
