import Basics

/// Questions and orders of the phases to the units that hold a node.
extension OperationRun {
  /// Every unit that may hold a node in this operation.
  var nodeUnits: [String] {
    let owners = [operation.from, operation.target, now.current.generation].compactMap { $0?.unit }
    return owners.isEmpty ? settings.owners : Set(owners).sorted()
  }

  mutating func orderStop() {
    if !operation.stopOrdered, falls.evidence == nil {
      operation.reachedHeight = falls.answer?.height
    }
    operation.stopOrdered = true
    operation.stopOrderedUnixMs = operation.stopOrderedUnixMs ?? now.nowUnixMs
  }

  /// Another look at the gates: another validator may have gone down since the order.
  mutating func lookAgain() -> Decision? {
    guard isForward, operation.acceptedHalt == nil, operation.holds != true,
      nodeUnits.contains(where: isUntouched)
    else { return nil }
    // A node that the agent restarts by itself is ill, and known to be missed by nobody.
    guard operation.cause == nil || now.quorum != nil else { return nil }
    // A start that finds a node which somebody else has started takes it away.
    let gates = GateJudge(
      kind: operation.kind == .start ? .restart : operation.kind, strategy: operation.strategy,
      chain: state, view: view,
      target: operation.target
    ).beforeStop()
    guard let gate = gates.blocked.first else { return nil }
    if let who = operation.mayHaltBy, Gate.accepted(gates, halt: who).blocked.isEmpty {
      operation.acceptedHalt = who
      return nil
    }
    guard elapsed >= settings.limits.recheck else {
      return .stay(for: "the chain to be safe without the node (\(gate.text))")
    }
    return .fail(
      Failure(
        .gate(gate.name), "cannot stop the node: \(gate.text)", hint: gate.hint, exit: .failed))
  }

  /// Whether it runs and no order to stop has reached it: that one was to be given is no proof that it was.
  func isUntouched(_ unit: String) -> Bool {
    guard let state = now.units[unit] else { return false }
    return (state.isActive || state.activity == .activating) && state.job == nil
      && view.report(unit)?.state != .stopping
  }

  /// Units that are down and still have a process.
  var leftovers: [String] {
    nodeUnits.filter { view.isDown($0) && !now.emptyGroups.contains($0) }
  }

  /// The unit that is to get the chain back, as long as it is masked, as it was when another took over.
  var masked: String? {
    guard let unit = operation.target?.unit, now.units[unit]?.load == .masked else { return nil }
    return state.retired?.unit == unit ? unit : nil
  }

  var falls: HeightLossWatch { HeightLossWatch(state: state, view: view) }

  /// The phase of its path that proves the node dead.
  var stopping: Phase { operation.path.contains(.stop) ? .stop : .halt }

  func enabled(_ units: [String]) -> [String] {
    units.filter { now.units[$0]?.isEnabled == true }
  }

  func names(_ units: [String]) -> String { units.sorted().joined(separator: " and ") }
}
