import AgentCore

/// A node unit's supervisor, from the look at who owns the chain to the node's end.
extension SimulatedHost {
  func supervisorBegins(_ name: String, _ turn: Int) {
    guard units[name]?.turn == turn, owner(name) != nil else { return }
    supervisorTriesLock(name, turn, until: now + 5_000)
  }

  func supervisorTriesLock(_ name: String, _ turn: Int, until limit: Int) {
    guard units[name]?.turn == turn else { return }
    guard isLocked else { return supervisorHasLock(name, turn) }
    guard now < limit else { return restart(name) }
    if reports[name]?.state != .lockWait { report(name, .lockWait) }
    schedule(.supervisorTriesLock(name, turn: turn, until: limit), in: 50)
  }

  private func supervisorHasLock(_ name: String, _ turn: Int) {
    // The owner may have changed while it waited.
    guard let generation = owner(name) else { return }
    units[name]?.holdsLock = true
    units[name]?.activity = .active
    let handoff = handoffNow
    units[name]?.handoff = handoff
    var delay = 0
    var failures = 0
    if let last = units[name]?.lastRun, last.bootID == bootID,
      last.generation == generation.number, !last.wasOrdered
    {
      failures = last.failures + 1
      delay = max(0, last.endedAt + min(500 << min(failures - 1, 10), 300_000) - now)
    }
    report(name, .backoff) { $0.failures = failures }
    schedule(.nodeSpawns(name, turn: turn), in: delay)
  }

  var handoffNow: SupervisorReport.Handoff {
    handsOff ? .on : isUp(names.socket) ? .denied : .off
  }

  /// The generation if the unit may run it. Otherwise the supervisor ends, and stays away.
  private func owner(_ name: String) -> Generation? {
    switch current {
    case .generation(let generation):
      let refusal =
        generation.unit == name
        ? ledgerRefusal(generation) ?? recordRefusal(generation)
        : "chain \(names.chain) belongs to \(generation.unit)"
      guard let refusal else { return generation }
      report(name, .declined) { $0.reason = refusal }
    case .missing, .invalid:
      report(name, .invalid) { $0.reason = "the chain has no current release" }
    }
    units[name]?.activity = .failed
    units[name]?.result = "exit-code"
    units[name]?.mainProcess = 0
    units[name]?.turn += 1
    log.note(now, "systemd", "\(name) has failed: \(reports[name]?.reason ?? "")")
    return nil
  }

  func nodeSpawns(_ name: String, _ turn: Int) {
    guard units[name]?.turn == turn, let generation = current.generation else { return }
    if units[name]?.handoff == .denied, isPortOpen {
      // It couldn't bind, so its supervisor waits.
      return schedule(.nodeSpawns(name, turn: turn), in: 50)
    }
    var behaviour = behaviours[generation.release] ?? .good
    if badConfigurations.contains(checkSettings(generation)) { behaviour = .crashesAtStart }
    // It binds for itself, and someone has the port.
    if units[name]?.handoff == .off, isPortOpen { behaviour = .crashesAtStart }
    let pid = newPID()
    spawn(pid, generation, behaviour)
    switch behaviour {
    case .crashesAtStart: schedule(.nodeEnds(pid: pid, killed: false), in: pace.crash)
    case .neverReady, .bindsElsewhere: break
    case .good, .crashesAfter, .stalls, .hangsOnStop, .isMute:
      schedule(.nodeReady(pid: pid), in: pace.load)
    }
  }

  /// The process, or this chain's part of one.
  func spawn(_ pid: Int32, _ generation: Generation, _ behaviour: Behaviour) {
    nodes.append(
      SimulatedNode(pid: pid, generation: generation, behaviour: behaviour, startedAt: now))
    checkLedger(generation)
    openStorage(generation)
    log.note(now, "node", "\(generation.release) starts as generation \(generation.number)")
    report(generation.unit, .starting) {
      $0.nodePID = pid
      $0.startedUnixMs = self.unix
      if behaviour == .bindsElsewhere {
        $0.ports["rest"] = NodePort(.elsewhere, address: "0.0.0.0:41873")
      }
    }
  }

  func nodeReady(_ pid: Int32) {
    guard let index = nodes.firstIndex(where: { $0.pid == pid }), nodes[index].termedAt == nil
    else { return }
    nodes[index].readyAt = now
    let node = nodes[index]
    let name = node.generation.unit
    if name != HostUnits.shared {
      report(name, .ready) { $0.readyUnixMs = self.unix }
    }
    log.note(now, "node", "\(node.generation.release) is ready")
    clients.nodeAccepts(at: now)
    lastAccepted = now
    if name == HostUnits.shared { machine.sharedPartIsReady() }
    if case .crashesAfter(let milliseconds) = node.behaviour {
      schedule(.nodeEnds(pid: pid, killed: false), in: milliseconds)
    }
  }

  func term(_ index: Int, ordered: Bool) {
    let node = nodes[index]
    guard node.termedAt == nil else { return }
    beginEnding(index, ordered: ordered)
    let hangs = node.behaviour == .hangsOnStop
    schedule(
      .nodeEnds(pid: node.pid, killed: hangs), in: hangs ? pace.stopGrace : pace.end)
  }

  /// One that was ready only while we gave the order had clients whom nobody could know of.
  func isNew(_ node: SimulatedNode) -> Bool {
    now - (node.readyAt ?? now) < 2 * pace.effect + pace.look + pace.save
  }

  func beginEnding(_ index: Int, ordered: Bool) {
    let node = nodes[index]
    cutRequests(ordered: ordered && !isNew(node))
    notePeak()
    height = chainHeight
    nodes[index].termedAt = now
    if ordered { report(node.generation.unit, .stopping) }
  }

  func bury(_ index: Int) {
    let node = nodes[index]
    if node.termedAt == nil {
      cutRequests(ordered: false)
      notePeak()
      height = chainHeight
    }
    nodes.remove(at: index)
    closeStorage()
    if nodes.isEmpty { adopterEnds(failed: false) }
    log.note(now, "node", "\(node.generation.release) has ended")
  }

  func nodeEnds(_ pid: Int32, killed: Bool) {
    guard let index = nodes.firstIndex(where: { $0.pid == pid }) else { return }
    let name = nodes[index].generation.unit
    guard name != HostUnits.shared else { return machine.sharedEnds(pid, killed: killed) }
    let generation = nodes[index].generation
    bury(index)
    guard let unit = units[name] else { return }
    guard unit.holdsLock else {
      // Its supervisor was killed: it ends without a record, and its unit is being started again.
      if unit.activity == .deactivating {
        schedule(.unitStopped(name, turn: unit.turn), in: pace.unitStop)
      }
      return
    }
    recordEnd(of: generation, killed: killed)
    if unit.stopOrdered {
      schedule(.unitStopped(name, turn: unit.turn), in: pace.unitStop)
    } else {
      restart(name)
    }
  }

  /// What the supervisor leaves when its node has ended.
  func recordEnd(of generation: Generation, killed: Bool) {
    let name = generation.unit
    let isOrdered = units[name]?.stopOrdered == true
    let isClean = isOrdered && !killed
    let place = place(generation)
    if isClean { writeRecord(place) }
    units[name]?.lastRun = SimulatedUnit.LastRun(
      bootID: bootID, generation: generation.number,
      failures: isOrdered ? 0 : reports[name]?.failures ?? 0, endedAt: now,
      wasOrdered: isOrdered)
    report(name, .exited) {
      $0.nodePID = 0
      $0.lastExit = NodeExit(
        kind: killed ? .signal : .code, value: killed ? 9 : isClean ? 0 : 101,
        ordered: isOrdered, clean: isClean, atUnixMs: self.unix)
    }
    units[name]?.holdsLock = false
  }

  /// `Restart=always`.
  func restart(_ name: String) {
    guard var unit = units[name], !unit.stopOrdered else { return }
    unit.turn += 1
    unit.activity = .activating
    unit.mainProcess = newPID()
    unit.holdsLock = false
    units[name] = unit
    schedule(.supervisorBegins(name, turn: unit.turn), in: pace.spawn)
  }

  private func cutRequests(ordered: Bool) {
    let cut = pace.request - (now - lastAccepted)
    if listener != nil, cut > 0 { clients.lose(cut, ordered: ordered) }
  }

  /// What a report keeps from the one before, it keeps here too.
  func report(
    _ name: String, _ state: SupervisorReport.State,
    _ change: (inout SupervisorReport) -> Void = { _ in }
  ) {
    var report = SupervisorReport(
      unit: name, chain: names.chain, state: state, bootID: bootID)
    if let last = reports[name], state != .backoff {
      report.failures = last.failures
      report.lastExit = last.lastExit
      report.nodePID = last.nodePID
      report.startedUnixMs = last.startedUnixMs
      report.ports = last.ports
    }
    report.supervisorPID = units[name]?.mainProcess ?? 0
    report.generation = current.generation?.number
    report.release = current.generation?.release
    report.sinceUnixMs = unix
    report.handoff = units[name]?.handoff ?? .off
    change(&report)
    if state == .declined || state == .invalid { report.nodePID = 0 }
    reports[name] = report
  }

  /// Where the peers are; nil without any.
  var networkHeight: UInt64? {
    switch network {
    case .unknown: nil
    case .advances, .isSilent, .isLimited: 1_000 + UInt64(now / pace.block)
    case .stalls(let at): 1_000 + UInt64(min(now, networkBegan + at) / pace.block)
    }
  }

  /// Where the chain is; it advances while a node serves it.
  var chainHeight: UInt64 {
    guard let node = listener, let ready = node.readyAt, node.behaviour != .stalls else {
      return height
    }
    if let stuck = node.stuckAt { return stuck }
    // Among peers it takes their blocks.
    if let network = networkHeight { return max(height, network) }
    return height + UInt64((now - ready) / pace.block)
  }
}
