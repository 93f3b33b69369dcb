import AgentCore

/// The unit whose one process serves all chains, and its supervisor. Every chain's host keeps a copy
/// of the unit; what its supervisor has for each chain (lock, handoff, the last run) is that copy's
/// own.
extension SimulatedMachine {
  private static let name = HostUnits.shared

  private var shared: SimulatedUnit? { legs.first?.units[Self.name] }

  private func change(_ change: (inout SimulatedUnit) -> Void) {
    for leg in legs {
      guard var unit = leg.units[Self.name] else { continue }
      change(&unit)
      leg.units[Self.name] = unit
    }
  }

  func enableShared(_ isEnabled: Bool) { change { $0.isEnabled = isEnabled } }

  func resetShared() {
    change { if $0.activity == .failed { $0.activity = .inactive } }
  }

  func startShared() throws(Failure) {
    guard let unit = shared, unit.activity == .inactive || unit.activity == .failed else { return }
    let pid = newPID()
    change {
      $0.activity = .activating
      $0.result = "success"
      $0.stopOrdered = false
      $0.turn += 1
      $0.mainProcess = pid
    }
    for leg in legs { try leg.start(leg.names.socket) }
    schedule(.supervisorBegins(Self.name, turn: unit.turn + 1), of: 0, in: pace.spawn)
  }

  func stopShared() {
    guard let unit = shared else { return }
    switch unit.activity {
    case .inactive, .deactivating: return
    case .failed, .active, .activating, .reloading, .unknown: break
    }
    let hasNode = legs.contains { $0.sharedNode != nil }
    change {
      $0.activity = .deactivating
      $0.stopOrdered = true
      $0.turn += 1
      if !hasNode { $0.holdsLock = false }
    }
    if hasNode {
      termShared(ordered: true)
    } else {
      schedule(.unitStopped(Self.name, turn: unit.turn + 1), of: 0, in: pace.unitStop)
    }
  }

  func sharedStopped(_ turn: Int) {
    guard shared?.turn == turn else { return }
    change {
      $0.activity = .inactive
      $0.mainProcess = 0
      $0.holdsLock = false
    }
    log.note(now, "systemd", "\(Self.name) is inactive")
  }

  /// `Restart=always`.
  private func restartShared() {
    guard let unit = shared, !unit.stopOrdered else { return }
    let pid = newPID()
    change {
      $0.turn += 1
      $0.activity = .activating
      $0.mainProcess = pid
      $0.holdsLock = false
    }
    schedule(.supervisorBegins(Self.name, turn: unit.turn + 1), of: 0, in: pace.spawn)
  }

  // MARK: Its supervisor

  func sharedBegins(_ turn: Int) {
    guard shared?.turn == turn, mayRun() else { return }
    sharedTriesLocks(turn, until: now + 5_000)
  }

  /// One lock after the other: it has the first while it waits for the second.
  func sharedTriesLocks(_ turn: Int, until limit: Int) {
    guard shared?.turn == turn else { return }
    for leg in legs where leg.units[Self.name]?.holdsLock == false {
      guard leg.isLocked else {
        leg.units[Self.name]?.holdsLock = true
        continue
      }
      guard now < limit else { return restartShared() }
      for leg in legs where leg.reports[Self.name]?.state != .lockWait {
        leg.report(Self.name, .lockWait)
      }
      return schedule(
        .supervisorTriesLock(Self.name, turn: turn, until: limit), of: 0, in: 50)
    }
    sharedHasLocks(turn)
  }

  private func sharedHasLocks(_ turn: Int) {
    // An owner may have changed while it waited.
    guard mayRun() else { return }
    change { $0.activity = .active }
    let runs = legs.map { leg in
      leg.units[Self.name]?.lastRun.flatMap { run in
        run.bootID == leg.bootID && run.generation == leg.current.generation?.number
          && !run.wasOrdered ? run : nil
      }
    }
    var delay = 0
    var failures = 0
    // Another generation of any chain is another process.
    if !runs.contains(where: { $0 == nil }), let last = runs[0] {
      failures = last.failures + 1
      delay = max(0, last.endedAt + min(500 << min(failures - 1, 10), 300_000) - now)
    }
    for leg in legs {
      let handoff = leg.handoffNow
      leg.units[Self.name]?.handoff = handoff
      leg.report(Self.name, .backoff) { $0.failures = failures }
    }
    schedule(.nodeSpawns(Self.name, turn: turn), of: 0, in: delay)
  }

  /// Whether it owns every chain, with one release. Otherwise it ends, and stays away.
  private func mayRun() -> Bool {
    let owners = legs.map(\.current.generation)
    let stranger = zip(legs, owners).first { $1?.unit != Self.name }
    let withheld = zip(legs, owners).compactMap { leg, owner in
      owner.flatMap { leg.ledgerRefusal($0) ?? leg.recordRefusal($0) }
    }
    guard stranger != nil || !withheld.isEmpty || Set(owners.map { $0?.release }).count > 1 else {
      return true
    }
    let reason =
      stranger.map { "chain \($0.names.chain) belongs to \($1?.unit ?? "nobody")" }
      ?? withheld.first ?? "the chains have different releases"
    for leg in legs { leg.report(Self.name, .declined) { $0.reason = reason } }
    change {
      $0.activity = .failed
      $0.result = "exit-code"
      $0.mainProcess = 0
      $0.holdsLock = false
      $0.turn += 1
    }
    log.note(now, "systemd", "\(Self.name) has failed: \(reason)")
    return false
  }

  // MARK: Its node

  func sharedSpawns(_ turn: Int) {
    guard shared?.turn == turn else { return }
    if legs.contains(where: { $0.units[Self.name]?.handoff == .denied && $0.isPortOpen }) {
      return schedule(.nodeSpawns(Self.name, turn: turn), of: 0, in: 50)
    }
    let pid = newPID()
    var isDoomed = false
    for (index, leg) in legs.enumerated() {
      guard let generation = leg.current.generation else { continue }
      var behaviour = leg.joined[generation.release] ?? leg.behaviours[generation.release] ?? .good
      if leg.badConfigurations.contains(leg.checkSettings(generation)) {
        behaviour = .crashesAtStart
      }
      if leg.units[Self.name]?.handoff == .off, leg.isPortOpen { behaviour = .crashesAtStart }
      leg.spawn(pid, generation, behaviour)
      switch behaviour {
      case .crashesAtStart: isDoomed = true
      case .neverReady, .bindsElsewhere: break
      case .good, .crashesAfter, .stalls, .hangsOnStop, .isMute:
        // The ledgers are loaded one after the other.
        leg.schedule(.nodeReady(pid: pid), in: pace.load * (index + 2) / 2)
      }
    }
    if isDoomed { schedule(.nodeEnds(pid: pid, killed: false), of: 0, in: pace.crash) }
  }

  /// A chain's ports are bound: the node is ready when all are.
  func sharedPartIsReady() {
    guard legs.allSatisfy({ $0.sharedNode?.readyAt != nil }) else { return }
    for leg in legs { leg.report(Self.name, .ready) { $0.readyUnixMs = leg.unix } }
    log.note(now, "systemd", "\(Self.name) is ready")
  }

  func killSharedSupervisor() {
    log.note(now, "mishap", "the supervisor of \(Self.name) is killed")
    change { $0.holdsLock = false }
    termShared(ordered: false)
    if shared?.stopOrdered != true { restartShared() }
  }

  /// The order reaches every part of it at once.
  private func termShared(ordered: Bool) {
    var pid: Int32?
    var hangs = false
    for leg in legs {
      guard let index = leg.nodes.firstIndex(where: { $0.generation.unit == Self.name }),
        leg.nodes[index].termedAt == nil
      else { continue }
      leg.beginEnding(index, ordered: ordered)
      pid = leg.nodes[index].pid
      hangs = hangs || leg.nodes[index].behaviour == .hangsOnStop
    }
    guard let pid else { return }
    schedule(
      .nodeEnds(pid: pid, killed: hangs), of: 0, in: hangs ? pace.stopGrace : pace.end)
  }

  /// Its death is the death of every chain's node.
  func sharedEnds(_ pid: Int32, killed: Bool) {
    var ended: [(leg: SimulatedHost, generation: Generation)] = []
    for leg in legs {
      guard let index = leg.nodes.firstIndex(where: { $0.pid == pid }) else { continue }
      ended.append((leg, leg.nodes[index].generation))
      leg.bury(index)
    }
    guard let unit = shared else { return }
    // Its supervisor was killed: it ends without a record, and its unit is being started again.
    guard unit.holdsLock else {
      if unit.activity == .deactivating {
        schedule(.unitStopped(Self.name, turn: unit.turn), of: 0, in: pace.unitStop)
      }
      return
    }
    for (leg, generation) in ended { leg.recordEnd(of: generation, killed: killed) }
    if unit.stopOrdered {
      schedule(.unitStopped(Self.name, turn: unit.turn), of: 0, in: pace.unitStop)
    } else {
      restartShared()
    }
  }
}
