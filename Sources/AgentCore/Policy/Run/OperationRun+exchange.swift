import Basics

/// The phases that take one node away and bring another.
extension OperationRun {
  /// Every unit that may hold a node in this operation.
  var nodeUnits: [String] {
    let owners = [operation.from, operation.target, now.current.generation].compactMap { $0?.unit }
    return owners.isEmpty ? settings.owners : Set(owners).sorted()
  }

  mutating func stop() -> Decision {
    if operation.direction == .back, !operation.nodeStopped, let target = operation.target,
      now.current == .generation(target), sight.isReady(target),
      now.units[target.unit]?.job == nil
    {
      // It never stopped, and the way back ends where it stands.
      return .go(operation.parks ? .restore : .lower)
    }
    if isStoppedByMate { orderStop() }
    let clearing = clearingLedgerUnits
    guard clearing.isEmpty else {
      return .stay(clearing, for: "what was done to the ledger before to be over")
    }
    guard !sight.isDead(nodeUnits) else {
      operation.nodeStopped = operation.nodeStopped || operation.stopOrdered
      operation.cleanStop = operation.cleanStop ?? cleanStop
      return hold() ?? .onward
    }
    // After a reboot the old node may run again and nobody be diverted.
    if operation.parks, !sight.isDiverted, nodeUnits.contains(where: sight.runs) {
      return .go(.raise)
    }
    let units = sight.stoppable(nodeUnits)
    guard units.isEmpty, leftovers.isEmpty else {
      if let decision = waitForDiversion ?? lookAgain() ?? lookBeforeStop() { return decision }
      orderStop()
      return .stay(
        [.stopUnits((units + leftovers).sorted())], for: "\(names(units + leftovers)) to stop")
    }
    if let busy = nodeUnits.first(where: { !sight.isDown($0) }) {
      return .stay(for: "\(busy) to stop")
    }
    return .stay(for: "the lock of chain \(operation.chain) to be free")
  }

  mutating func orderStop() {
    if !operation.stopOrdered, falls.fall == nil { operation.reachedHeight = falls.answer?.height }
    operation.stopOrdered = true
    operation.stopOrderedUnixMs = operation.stopOrderedUnixMs ?? now.nowUnixMs
  }

  /// What held when it was asked for may hold no more: somebody else has gone down meanwhile.
  mutating func lookAgain() -> Decision? {
    guard isForward, operation.acceptedHalt == nil, operation.holds != true,
      nodeUnits.contains(where: isUntouched)
    else { return nil }
    // A node that the agent restarts by itself is ill, and known to be missed by nobody.
    guard operation.cause == nil || now.quorum != nil else { return nil }
    // A start that finds a node which somebody else has started takes it away.
    let gates = GateDesk(
      kind: operation.kind == .start ? .restart : operation.kind, strategy: operation.strategy,
      chain: state, sight: sight,
      target: operation.target
    ).beforeStop()
    guard let gate = gates.blocked.first else { return nil }
    if let who = operation.mayHaltBy, Gate.accepted(gates, halt: who).blocked.isEmpty {
      operation.acceptedHalt = who
      return nil
    }
    guard elapsed >= settings.limits.recheck else {
      return .stay(for: "the chain to be able to do without the node (\(gate.text))")
    }
    return .fail(
      Failure(
        .gate(gate.name), "cannot stop the node: \(gate.text)", hint: gate.hint, exit: .failed))
  }

  /// It runs, and no order to stop has reached it: that one was to be given is no proof that it was.
  func isUntouched(_ unit: String) -> Bool {
    guard let state = now.units[unit] else { return false }
    return (state.isActive || state.activity == .activating) && state.job == nil
      && sight.report(unit)?.state != .stopping
  }

  /// Units that are down and still have a process.
  var leftovers: [String] {
    nodeUnits.filter { sight.isDown($0) && !now.emptyGroups.contains($0) }
  }

  private var cleanStop: Bool? {
    guard let unit = operation.from?.unit, let exit = sight.report(unit)?.lastExit, exit.ordered
    else { return nil }
    return exit.clean
  }

  mutating func own() -> Decision {
    guard var target = operation.target else { return .end(.failed) }
    if now.current == .generation(target) { return .onward }
    if let current = now.current.generation, current.number >= target.number {
      // An order of ours that was thought lost was carried out after all. Numbers only go up.
      target = Generation(
        number: current.number + 1, unit: target.unit, release: target.release)
      operation.target = target
    }
    if !isForward, let failure = now.effectFailure?.failure,
      failure.kind == .portOfAnotherChain
    {
      return wayBackFails(failure)
    }
    guard sight.isDead(nodeUnits) else { return .go(stopping) }
    // What carried a record before says nothing of the next.
    let clearing = operation.ledger == nil ? sight.clearingLedgerUnits() : []
    guard clearing.isEmpty else {
      return .stay(sheltered(clearing), for: "what was done to the ledger before to be over")
    }
    let effect = Effect.own(target, settingsOf: operation.settingsOf)
    return .stay(sheltered([effect]), for: "generation \(target.number) to own the chain")
  }

  mutating func start() -> Decision {
    guard let target = operation.target else { return .end(.failed) }
    guard now.current == .generation(target) else {
      if operation.movesLink { return .go(.own) }
      return isForward
        ? .fail(ownerChanged) : .stay(for: "generation \(target.number) to own again")
    }
    if let decision = carry() ?? endHold(target) ?? waitForTheOthersToStart(target) {
      return decision
    }
    if let masked {
      return .stay(sheltered([.unmaskUnits([masked])]), for: "\(masked) to be unmasked")
    }
    let waitsFor: String
    switch sight.node(of: target) {
    case .ready: return .onward
    case .notReady(let why), .unknown(let why): waitsFor = "the node to be ready (\(why))"
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
    if let report = sight.report(target.unit), report.nodePID > 0,
      let running = report.generation, running != target.number, operation.movesLink
    {
      return .go(stopping)
    }
    if sight.bindsForItself(target.unit) {
      // Nobody can wait for it behind a second socket: that one would keep its port from it, too.
      operation.parks = false
      let closing = sight.isLowered ? sight.closingHeld(target.unit) : sight.lowering
      let isClosed = sight.isLowered && settings.sockets.allSatisfy(sight.isDown)
      guard closing.isEmpty, isClosed || !sight.isDown(target.unit) else {
        return .stay(closing, for: "the held sockets to close, since the node can't be given them")
      }
    }
    let effects: [Effect] = sight.isDown(target.unit) ? [.startUnits([target.unit])] : []
    if isForward, let loss = records.loss { return .fail(loss) }
    return .stay(shelterAnew + sheltered(effects) + records.effectsWhileItLoads, for: waitsFor)
  }

  /// The unit that is to get the chain back, as long as it is masked, as it was when another took over.
  var masked: String? {
    guard let unit = operation.target?.unit, now.units[unit]?.load == .masked else { return nil }
    return state.retired?.unit == unit ? unit : nil
  }

  private var ownerChanged: Failure {
    Failure(
      .ownerChanged, "cannot start: the chain's current generation was changed meanwhile",
      hint: "adnet-agent status shows who owns the chain")
  }

  mutating func answer() -> Decision {
    guard let target = operation.target else { return .end(.failed) }
    guard sight.isReady(target) else { return .go(.start) }
    let since = operation.clock.sinceUnixMs
    let probe = sheltered(sight.probe(every: settings.limits.probeBusy, since: since))
    switch sight.height(since: since)?.result {
    case .height(let height):
      if let failure = fall(to: height) {
        if isForward { return lookForRecord() ?? .fail(failure) }
        // What the chain had is lost, and not by what was tried.
        if falls.isValidator { return wayBackFails(failure) }
      }
      // Without a watch nothing else would tell whoever has ordered it.
      if isForward, operation.kind == .start || operation.kind == .enable,
        !operation.path.contains(.watch), let decision = lookForRecord()
      {
        return decision
      }
      // On the way back any answer will do: clients wait, and there is nothing better to offer.
      guard isForward, let baseline = operation.baselineHeight, height < baseline else {
        let first = operation.answeredHeight ?? height
        operation.answeredHeight = first
        if isForward, height <= first, elapsed < settings.limits.prove, arePeersAnswering {
          return .stay(probe, for: "the chain to advance from \(first), while peers answer")
        }
        return .onward
      }
      return .stay(probe, for: "height \(baseline); the node is at \(height)")
    case .limited:
      return isForward ? .stay(probe, for: "an answer that isn't rate-limited") : .onward
    case .failed(let reason):
      return .stay(probe, for: "the node's height (\(reason))")
    case nil:
      return .stay(probe, for: "the node's height")
    }
  }

  private var falls: FallWatch { FallWatch(state: state, sight: sight) }

  /// A ledger that is only behind by what an unclean end has cost catches up.
  private func fall(to height: UInt64) -> Failure? {
    var reached = state.reached
    if let before = operation.reachedHeight {
      reached.note(before, atUnixMs: operation.stopOrderedUnixMs ?? now.nowUnixMs)
    }
    let exit = operation.target.flatMap { sight.report($0.unit) }?.exitBefore
    let isClean =
      isForward && operation.nodeStopped ? operation.cleanStop : exit.map { !$0.isUnclean }
    return FallWatch.fall(height, below: reached, afterCleanEnd: isClean ?? false, sight)
  }

  /// Clients are served, so there is time to see what the new node is worth.
  private var arePeersAnswering: Bool {
    operation.parks && sight.isDiverted && now.relay?.peers.isEmpty == false
  }

  func names(_ units: [String]) -> String { units.sorted().joined(separator: " and ") }
}

extension OperationRun {
  /// The phase of its path that proves the node dead.
  private var stopping: Phase { operation.path.contains(.stop) ? .stop : .halt }

  private static let declinedPatienceMs = 30_000
}

extension ChainSight {
  /// Whether the unit's next node can't be given the held sockets: this host forbids it, or its
  /// binary does.
  func bindsForItself(_ unit: String) -> Bool {
    if now.handoffRefusal != nil, isDown(unit) { return true }
    guard let report = report(unit), report.state != .exited, let handoff = report.knownHandoff
    else { return false }
    return handoff != .on
  }

  /// Such a node can only bind once the held sockets are closed.
  func closingHeld(_ unit: String) -> [Effect] {
    guard !runs(unit) || report(unit)?.nodePID == 0 else { return [] }
    let held = stoppable(settings.sockets)
    return held.isEmpty ? [] : [.stopUnits(held)]
  }
}
