import Basics

/// Operations that take longer than they do as a rule.
extension ProblemFinder {
  var slow: [Problem] {
    guard let operation = state.operation else { return [] }
    var run = OperationRun(operation: operation, state: state, view: view)
    guard case .waits(let wait) = run.advance(), run.operation.phase == operation.phase,
      run.elapsed >= operation.phase.rules.usual(run)
    else { return [] }
    let seconds = run.elapsed / 1_000
    return [
      problem(
        .operationSlow, .warning,
        "the \(operation.kind)\(operation.goalWords) has been in its \(operation.phase.step) for "
          + "\(seconds) s, longer than usual; waiting for \(wait.waitsFor)",
        hint: "adnet-agent operation show \(operation.id) --follow; \(run.logHint)")
    ]
  }
}
