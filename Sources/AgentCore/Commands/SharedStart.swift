import Basics

/// Operations that were decided for each chain by itself, where one process may serve them all.
struct SharedStart {
  let operations: [Operation]
  let orders: [Order]

  /// Whether the process is started with one set of settings, there and back: what is kept for one
  /// of its chains alone, or differs, is of no use.
  var haveOneStart: Bool {
    guard !orders.contains(where: \.command.ignoresKept) else { return true }
    guard !isOneUnit(\.target) || isOne(\.settingsOf) else { return false }
    return operations.allSatisfy { $0.returnsTo == nil } || !isOneUnit(\.from)
      || isOne { $0.returnsTo ?? $0.from?.number }
  }

  /// The refusal where the chains' targets are different releases, which one process can't run.
  var refusal: Failure? {
    let targets = operations.filter(\.movesLink).compactMap(\.target)
    guard isOneUnit(\.target), let first = targets.first,
      let other = targets.first(where: { $0.release != first.release })
    else { return nil }
    let chain = operations[0].chain
    return Failure(
      .releasesDiffer,
      "cannot \(operations[0].kind) \(chain): \(first.unit) runs one release, and the previous one was "
        + "\(first.release) for one of its chains and \(other.release) for another",
      hint: "adnet-agent swap \(chain) VERSION --together installs either")
  }

  private func isOneUnit(_ generation: (Operation) -> Generation?) -> Bool {
    Set(operations.map { generation($0)?.unit }).count == 1
  }

  private func isOne(_ number: (Operation) -> Int?) -> Bool {
    let texts = zip(operations, orders).map { operation, order in
      number(operation).flatMap { order.now.keptSettings[$0]?.text }
    }
    return Set(texts).count == 1
  }
}
