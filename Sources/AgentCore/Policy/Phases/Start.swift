import Basics

extension PhaseRules {
  /// Start the owner's unit and wait until it is ready.
  static let start = PhaseRules(
    title: "start node", words: "start the node",
    act: { $0.start() },
    limit: { $0.settings.limits.ready },
    // A ledger may take minutes; one that was loaded here before is known better.
    usual: { run in
      (run.now.health?.readyInMs).map { max($0, 0) + run.settings.limits.ready } ?? 120_000
    },
    plan: { ("start \($0.new) and wait until its ports are bound", $0.waiting) },
    patience: 1)
}

extension OperationRun {
  fileprivate mutating func start() -> Decision {
    guard let target = operation.target else { return .end(.failed) }
    guard now.current == .generation(target) else {
      if operation.movesLink { return .go(.own) }
      return isForward
        ? .fail(ownerChanged) : .stay(for: "generation \(target.number) to be active again")
    }
    if let decision = carry() ?? endHold(target) ?? waitForTheOthersToStart(target) {
      return decision
    }
    if let masked {
      return .stay(sheltered([.unmaskUnits([masked])]), for: "\(masked) to be unmasked")
    }
    let waitsFor: String
    switch view.node(of: target) {
    case .ready: return .onward
    case .notReady(let why), .unknown(let why): waitsFor = readiness(target.unit, why)
    }
    if operation.lacksRecord != true, isHeldUnknown(target) {
      operation.lacksRecord = true
      return .go(.start)
    }
    if !isPastReturn, let failure = startFailure(target) {
      if isForward { return .fail(failure) }
      // A unit that declined, or can't be used, may be what somebody's hand left for a moment.
      if failure.kind == .nodeExited || elapsed >= Self.declinedPatienceMs {
        return wayBackFails(failure)
      }
    }
    if let report = view.report(target.unit), report.nodePID > 0,
      let running = report.generation, running != target.number, operation.movesLink
    {
      return .go(stopping)
    }
    if view.bindsForItself(target.unit) {
      // Nobody can wait for it behind a second socket: that one would keep its port from it, too.
      operation.parks = false
      let closing = view.isLowered ? view.closingHeld(target.unit) : view.lowering
      let isClosed = view.isLowered && settings.sockets.allSatisfy(view.isDown)
      guard closing.isEmpty, isClosed || !view.isDown(target.unit) else {
        return .stay(closing, for: "the held sockets to close, since the node can't be given them")
      }
    }
    let effects: [Effect] = view.isDown(target.unit) ? [.startUnits([target.unit])] : []
    if isForward, let loss = records.loss { return .fail(loss) }
    return .stay(shelterAnew + sheltered(effects) + records.effectsWhileItLoads, for: waitsFor)
  }

  /// The thing that a start waits for: the unit, the ports that it still has to open, or what keeps it.
  private func readiness(_ unit: String, _ why: String) -> String {
    if view.isDown(unit) { return "\(unit) to start" }
    let report = view.report(unit)
    let missing =
      report?.state == .starting ? report?.ports.filter { $0.value.state == .waiting } : nil
    guard let ports = missing?.keys.sorted(), !ports.isEmpty else {
      return "the node to be ready (\(why))"
    }
    return "\(unit) to open \(ports.joined(separator: ", "))"
  }

  private var ownerChanged: Failure {
    Failure(
      .ownerChanged, "cannot start: the chain's active generation was changed meanwhile",
      hint: "adnet-agent status shows the active unit")
  }

  private static let declinedPatienceMs = 30_000
}
