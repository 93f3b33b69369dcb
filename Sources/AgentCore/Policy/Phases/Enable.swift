import Basics

extension PhaseRules {
  /// Have boot start the unit that owns the chain.
  static let enable = PhaseRules(
    title: "enable at boot", words: "enable the chain at boot",
    act: { $0.enable() },
    limit: { $0.settings.limits.enable },
    plan: {
      let clients = $0.operation.kind == .enable ? "no change" : "served by the node"
      return $0.operation.target == nil
        ? ("mark the chain as enabled; it has no release yet", "no change")
        : ("enable \($0.new) at boot", clients)
    },
    giveUp: { run, failure in
      guard run.operation.settles else { return run.giveUpOrdinarily(failure) }
      guard run.elapsed >= run.limit else { return nil }
      // The node serves. That boot won't start it is told as a problem of the chain.
      if let target = run.operation.target,
        run.operation.together != nil || run.view.isReady(target)
      {
        return .onward
      }
      return .fail(failure)
    })
}

extension OperationRun {
  fileprivate mutating func enable() -> Decision {
    guard let target = operation.target else { return .onward }
    if operation.settles, operation.together == nil {
      // Boot doesn't start it yet.
      guard now.current == .generation(target) else { return .go(.start) }
      switch view.node(of: target) {
      case .ready: break
      case .notReady: return .go(.start)
      case .unknown(let why): return .stay(for: "the state of the node (\(why))")
      }
    }
    let owner = target.unit
    // The held sockets have nothing to enable: the node's unit pulls them in.
    let isMissing = now.units[owner]?.isEnabled != true
    let others = enabled(settings.owners.filter { $0 != owner })
    // There is no way back to an earlier phase any more, but a boot may have come in between: it
    // didn't start what wasn't enabled yet.
    let isLeft =
      operation.together != nil && now.current == .generation(target) && view.isDown(owner)
    guard isMissing || !others.isEmpty || isLeft else { return .onward }
    var effects: [Effect] = isMissing ? [.enableUnits([owner])] : []
    if !others.isEmpty { effects.append(.disableUnits(others)) }
    if isLeft { effects.append(.startUnits([owner])) }
    return .stay(effects, for: "\(owner) to be enabled at boot, and no other unit of the chain")
  }
}
