import Basics

/// Operations of several chains that one process serves: where they wait for each other.
extension OperationRun {
  private enum Mate {
    case goes(Operation)
    case ended(Operation)
    /// Nothing is known of an operation of its in this group.
    case gone
  }

  private var mates: [(chain: ChainName, mate: Mate)] {
    guard let together = operation.together else { return [] }
    return together.chains.map { chain in
      let known = now.companions[chain]
      if let one = known?.operation, one.together?.group == together.group {
        return (chain, .goes(one))
      }
      if let one = known?.lastOperation, one.together?.group == together.group {
        return (chain, .ended(one))
      }
      return (chain, .gone)
    }
  }

  /// Whether another chain has seen that every watch is over, and doesn't turn back any more: whatever the
  /// node does now, this one would go back alone, and one process would own some chains of its.
  var isCommittedByMate: Bool {
    guard isForward, operation.phase != .enable, operation.together?.isProven == true else {
      return false
    }
    return mates.contains {
      switch $0.mate {
      case .goes(let one), .ended(let one): one.isCommitted
      case .gone: false
      }
    }
  }

  /// The failure of another chain that has turned back, so that this one has to; nil while none has.
  var mateFailure: Failure? {
    guard isForward, !operation.isCommitted else { return nil }
    for (chain, mate) in mates {
      switch mate {
      case .goes(let one) where one.direction == .back: return follow(chain, one.failure)
      case .ended(let one) where one.outcome != .done: return follow(chain, one.failure)
      case .gone: return follow(chain, nil)
      case .goes, .ended: continue
      }
    }
    return nil
  }

  private func follow(_ chain: ChainName, _ failure: Failure?) -> Failure {
    Failure(
      .companionFailed,
      "cannot continue without chain \(chain): \(failure?.text ?? "its operation is gone")",
      hint: failure?.hint)
  }

  /// Before a node is stopped: clients of each chain are to be away from it first. Nil when all are.
  var waitForDiversion: Decision? {
    for (chain, mate) in mates {
      guard case .goes(let one) = mate else { continue }
      if one.direction == operation.direction, one.hasReached(.stop) { continue }
      return .patiently(for: "the clients of chain \(chain) to be diverted")
    }
    return nil
  }

  /// Whether another's order to stop has reached the unit that both are served by.
  var isStoppedByMate: Bool {
    guard let shared = settings.sharedUnit, nodeUnits.contains(shared) else { return false }
    return mates.contains {
      if case .goes(let one) = $0.mate { one.stopOrdered } else { false }
    }
  }

  /// Before the process that serves several chains is started: it has to own all of them, and nobody
  /// may still be about to stop it. Nil when that is so.
  func waitForTheOthersToStart(_ target: Generation) -> Decision? {
    guard target.unit == settings.sharedUnit, let together = operation.together else { return nil }
    for chain in together.chains {
      let owner = now.companions[chain]?.owner
      guard owner?.unit != target.unit || owner?.release != target.release else { continue }
      let what = "\(target.unit) to be activated for chain \(chain) too"
      // One that has ended brings nothing any more.
      let goes = mates.contains {
        if $0.chain == chain, case .goes = $0.mate { true } else { false }
      }
      return goes ? .patiently(sheltered([]), for: what) : .stay(sheltered([]), for: what)
    }
    for chain in together.chains where now.companions[chain]?.owesRecord == true {
      return .patiently(
        sheltered([]), for: "the safety record of chain \(chain) to be in its place")
    }
    // On a way back, or in a restart, it owns all of them still. One that hasn't seen the process
    // before dead yet would take the new one for it, and stop it.
    for (chain, mate) in mates {
      guard case .goes(let one) = mate else { continue }
      if one.direction == operation.direction, one.hasReached(.start) { continue }
      return .patiently(sheltered([]), for: "chain \(chain) to be ready for \(target.unit)")
    }
    return nil
  }

  /// At the end of the watch: one that failed would take the others back with it. Nil when every
  /// other one is there, too.
  mutating func waitForTheOthersWatch(_ effects: [Effect]) -> Decision? {
    guard operation.together != nil else { return nil }
    operation.together?.isProven = true
    for (chain, mate) in mates {
      guard case .goes(let one) = mate, one.together?.isProven != true else { continue }
      return .patiently(effects, for: "the end of the watch of chain \(chain)")
    }
    return nil
  }
}

extension Operation {
  /// Whether every watch is over: nobody turns back any more, since what one does, all would have to.
  var isCommitted: Bool {
    outcome.map { $0 == .done } ?? (direction == .forward && phase == .enable)
  }

  fileprivate func hasReached(_ wanted: Phase) -> Bool {
    guard let at = path.firstIndex(of: phase), let there = path.firstIndex(of: wanted) else {
      return false
    }
    return at >= there
  }
}

extension Decision {
  /// For what somebody else does, within limits of his own.
  fileprivate static func patiently(_ effects: [Effect] = [], for waitsFor: String) -> Decision {
    .stay(Wait(effects: effects, waitsFor: waitsFor, isPatient: true))
  }
}
