import Basics

extension PhaseRules {
  /// Hand the ledger over to another program.
  static let handover = PhaseRules(
    title: "hand over ledger", words: "hand over the ledger",
    act: { $0.handover() },
    limit: {
      // systemd ends a conversion that takes too long, and a conversion alone may take long.
      guard $0.operation.ledger?.converts == true else { return $0.settings.limits.ledger }
      return $0.settings.limits.ledger + ($0.settings.ledger?.conversionLimit ?? 0)
    },
    usual: { max($0.settings.limits.ledger, $0.settings.ledger?.conversionLimit ?? 0) / 2 },
    plan: {
      let limit = ($0.settings.ledger?.conversionLimit ?? 0) / 1_000
      return (
        $0.operation.ledger?.converts == true
          ? "convert the ledger for \($0.release), for up to \(limit) s; afterwards no way back to "
            + ($0.operation.from?.release.description ?? "the previous release")
          : "move the ledger to where \($0.release) looks for it", $0.waiting
      )
    },
    hasNoNode: true)
}

extension OperationRun {
  fileprivate mutating func handover() -> Decision {
    guard let target = operation.target, now.current == .generation(target) else {
      return .go(.own)
    }
    guard !isPastReturn else { return .onward }
    operation.ledger?.isHandedOver = true
    return work(.handover)
  }
}
