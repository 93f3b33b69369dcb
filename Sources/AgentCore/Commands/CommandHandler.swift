import Basics

/// The decision of one command on one chain as it is.
struct CommandHandler {
  let command: Command
  let chain: ChainState
  let view: ChainView
  let releases: [ReleaseID]
  /// The last one that was ordered.
  let migration: Migration?

  var name: ChainName { command.chain }
  var now: ChainObservation { view.now }
  var owner: Generation? { now.current.generation }

  func decide() throws(Failure) -> (ChainState, Operation) {
    var next = chain
    var operation: Operation
    try requireTogether()
    switch command.verb {
    case .enable:
      next.enabled = true
      if owner != nil { next.desired = .running }
      operation = plain(.enable, from: nil, target: owner)
    case .disable:
      next.enabled = false
      next.desired = .stopped
      operation = plain(.disable, from: owner, target: owner)
    case .start:
      try requireEnabled()
      next.desired = .running
      operation = start(try requireOwner())
      if let who = command.acceptsHeight { accept(who, &operation, &next) }
    case .stop:
      next.desired = .stopped
      operation = plain(.stop, from: owner, target: owner)
    case .restart:
      try requireEnabled()
      try requireRunning()
      operation = try restart(try requireOwner())
    case .swap(let version):
      operation = try swap(to: try release(version))
      next.desired = .running
      if command.imports { next.enabled = true }
      if let who = command.acceptsHeight {
        accept(who, &operation, &next)
      } else if command.ledgerPutBackBy != nil {
        // A ledger of before is lower. The record stays as it is.
        (next.reached, next.fell) = (nil, nil)
        if chain.fallen?.isOfRecord != true { next.fallen = nil }
      }
    case .rollback:
      operation = try rollback()
      next.desired = .running
    case .drain(let how):
      operation = try drain(how)
      next.drained = Drained(
        sinceUnixMs: now.nowUnixMs, reason: how.reason, rebootOf: how.forReboot ? now.bootID : nil)
    case .undrain:
      operation = try undrain()
      next.drained = nil
    }
    operation.together = command.together
    if chain.fallen?.isOfRecord == true { operation.lacksRecord = true }
    operation.returnsTo = returnsTo(operation)
    next.operation = operation
    // Whoever takes care of it by hand may be helped again later.
    next.healed = nil
    return (next, operation)
  }

  /// The chain begins with what is there now, as with what an import brings. Of several that one process
  /// serves, only those that have lost something.
  private func accept(_ who: String, _ operation: inout Operation, _ next: inout ChainState) {
    guard
      command.together == nil || chain.fallen != nil
        || HeightLossWatch(state: chain, view: view).fall != nil
    else { return }
    operation.acceptedHeight = who
    next.reached = nil
    next.record = nil
    next.fallen = nil
    next.fell = nil
  }

  // MARK: Starting anew

  /// A chain that is down may be started with other sockets, too.
  private func start(_ owner: Generation) -> Operation {
    guard now.pending != nil, view.settings.owners.allSatisfy(view.isDown),
      owner.unit != view.settings.sharedUnit || command.together != nil
    else {
      var operation = plain(.start, from: nil, target: owner)
      // As after an install that failed: boot is to start what runs well now.
      if chain.proven == nil { operation.proves = true }
      return operation
    }
    var operation = plain(.start, from: owner, target: next(of: owner))
    renew(&operation)
    return operation
  }

  private func restart(_ owner: Generation) throws(Failure) -> Operation {
    guard now.pending != nil else {
      return begin(.restart, strategy, from: owner, target: owner)
    }
    try requireNoStop()
    var operation = begin(.restart, strategy, from: owner, target: next(of: owner))
    renew(&operation)
    return operation
  }

  private func renew(_ operation: inout Operation) {
    operation.renews = true
    operation.phase = operation.path[0]
    operation.timeline = [
      PhaseRecord(operation.phase, .forward, startedUnixMs: operation.startedUnixMs)
    ]
  }

  /// The same unit and release under a number of its own.
  private func next(of owner: Generation) -> Generation {
    Generation(number: lastNumber + 1, unit: owner.unit, release: owner.release)
  }

  private func requireNoStop() throws(Failure) {
    guard let pending = now.pending, let why = pending.needsStop else { return }
    throw refuse(
      .settingsNeedStop, why,
      hint: "\(view.takesUp(pending)), "
        + "or undo the change in agent.toml and run adnet-agent config apply")
  }

  // MARK: Exchanging the release

  private func swap(to release: ReleaseID) throws(Failure) -> Operation {
    if command.imports {
      try requireLock()
      return begin(.install, .bare, from: nil, target: try generation(of: release))
    }
    try requireEnabled()
    try requireLock()
    let target = try generation(of: release)
    // What runs can't read that ledger, so there is nothing to go back to, and nothing of it to keep.
    if command.ledgerPutBackBy != nil, chain.isLedgerUnreadable(by: release) {
      return begin(.install, .bare, from: nil, target: target)
    }
    guard let home = home else { return begin(.install, .bare, from: nil, target: target) }
    try requireRunning()
    guard owner?.release != release || owner?.unit != target.unit else {
      throw alreadyOwned(release)
    }
    return try exchange(.swap, from: home, to: target, settingsOf: command.settingsOf)
  }

  private func rollback() throws(Failure) -> Operation {
    try requireEnabled()
    try requireLock()
    guard let home, let last = chain.previous else {
      throw refuse(
        .noPrevious, "no release ran well here before this one",
        hint: undoesMigration
          + "adnet-agent swap \(name) VERSION puts any installed release in place")
    }
    // What a migration has left is skipped.
    let earlier = chain.earlier.flatMap { $0.release == home.release ? nil : $0 }
    let known = [last, earlier].compactMap { $0 }
    guard let previous = known.first(where: { $0.release.program == home.release.program }) else {
      throw noPrevious(last, as: home)
    }
    guard releases.contains(previous.release) else {
      throw refuse(.releaseMissing, "\(previous.release) is no longer installed")
    }
    try requireRunning()
    guard owner?.release != previous.release else { throw alreadyOwned(previous.release) }
    return try exchange(
      .rollback, from: home, to: try generation(of: previous.release), settingsOf: previous.number)
  }

  /// With the settings of an earlier generation where they are kept, of the same unit, and its sockets
  /// are open; else with those of the configuration.
  private func exchange(
    _ kind: OperationKind, from: Generation, to target: Generation, settingsOf: Int?
  ) throws(Failure) -> Operation {
    let settings = settingsOf.flatMap { isKept($0, for: target.unit) ? $0 : nil }
    if settings == nil { try requireNoStop() }
    var operation = begin(kind, strategy, from: from, target: target)
    operation.settingsOf = settings
    return operation
  }

  private func isKept(_ number: Int, for unit: String) -> Bool {
    !command.ignoresKept && now.keptSettings[number]?.unit == unit
  }

  /// The generation that a failure goes back to: the proven one, or the one that is seen to run well when
  /// nothing is remembered. Without one, a swap is an install.
  private var home: Generation? {
    guard let proven = chain.proven else {
      return owner.flatMap { view.isReady($0) ? $0 : nil }
    }
    // What can't read the ledger any more is nothing to go back to.
    guard !chain.isLedgerUnreadable(by: proven.release) else { return owner }
    // The same release may own the chain under a later number.
    if let owner, owner.unit == proven.unit, owner.release == proven.release { return owner }
    return proven
  }

  /// The generation whose settings a failure goes back to: one that has never run well is none,
  /// though it owns the chain; the settings that did are, unless its sockets stay open and those
  /// have others.
  private func returnsTo(_ operation: Operation) -> Int? {
    guard operation.movesLink, let from = operation.from, let proven = chain.proven,
      from.number != proven.number, from.unit == proven.unit, from.release == proven.release,
      operation.kind == .start || isKept(proven.number, for: from.unit), !command.ignoresKept
    else { return nil }
    return proven.number
  }

  func generation(of release: ReleaseID) throws(Failure) -> Generation {
    guard let unit = command.unit ?? unit(for: release) else {
      throw refuse(
        .programUnknown, "no unit of the chain runs the program \(release.program)",
        hint: "it runs \(view.settings.nodeUnits.keys.sorted().joined(separator: ", "))")
    }
    if let state = now.units[unit], !state.load.isUsable, chain.retired?.unit != unit {
      throw refuse(.unitUnusable, "\(unit) is \(state.load.rawValue)")
    }
    return Generation(number: lastNumber + 1, unit: unit, release: release)
  }

  private var lastNumber: Int {
    let known = [owner, chain.proven, chain.previous, chain.lastOperation?.target]
    return known.compactMap { $0?.number }.max() ?? 0
  }

  /// Another release of a process for several chains runs in the same unit.
  private func unit(for release: ReleaseID) -> String? {
    if let owner, owner.unit == view.settings.sharedUnit, owner.release.program == release.program {
      return owner.unit
    }
    return view.settings.nodeUnits[release.program]
  }

  private func alreadyOwned(_ release: ReleaseID) -> Failure {
    refuse(
      .releaseCurrent, "\(release) is already in place",
      hint: "to restart it: adnet-agent restart \(name)\(view.forAll)")
  }

  // MARK: Clients

  private func drain(_ how: Command.Drain) throws(Failure) -> Operation {
    try requireEnabled()
    try requireRunning()
    let owner = try requireOwner()
    guard chain.drained == nil else {
      throw refuse(
        .chainDrained, "it is already drained", hint: "adnet-agent undrain \(name) ends it")
    }
    switch strategy {
    case .bare:
      throw refuse(
        .handoffOff, "its sockets aren't held, so clients can't be diverted from the node",
        hint: "adnet-agent status says why")
    case .park where !how.withoutPeers:
      throw refuse(
        .noPeers, "no healthy peer at its height could answer its clients",
        hint: "peers.urls in [chain.\(name)]; with --without-peers they wait "
          + "\(view.settings.limits.park / 1_000) s and then get 503")
    case .park, .relay: break
    }
    return begin(.drain, strategy, from: owner, target: owner)
  }

  private func undrain() throws(Failure) -> Operation {
    let owner = try requireOwner()
    guard chain.drained != nil else { throw refuse(.chainNotDrained, "it isn't drained") }
    guard view.isReady(owner) else {
      throw refuse(
        .nodeNotReady, "its node isn't ready; clients would get errors",
        hint: "adnet-agent start \(name)\(view.forAll), then undrain it")
    }
    return begin(.undrain, .park, from: owner, target: owner)
  }

  // MARK: Making the operation

  private var strategy: Strategy { view.strategy }

  private func plain(
    _ kind: OperationKind, from: Generation?, target: Generation?
  ) -> Operation {
    begin(kind, .bare, from: from, target: target)
  }

  private func begin(
    _ kind: OperationKind, _ strategy: Strategy, from: Generation?, target: Generation?
  ) -> Operation {
    let settings = view.settings.ledger
    let ledger =
      kind == .install
      ? settings?.installPlan : settings?.plan(from: from?.release, to: target?.release)
    let first = ledger?.isSurveyed == true ? .survey : Operation.path(kind, .forward)[0]
    let baseline: UInt64? =
      switch kind {
      case .swap, .rollback, .restart: view.height(since: 0)?.height
      case .install, .start, .stop, .enable, .disable, .drain, .undrain: nil
      }
    var operation = Operation(
      id: command.id, kind: kind, chain: name, strategy: strategy, from: from, target: target,
      phase: first, clock: PhaseClock(now), baselineHeight: baseline)
    operation.ledger = ledger
    return operation
  }
}
