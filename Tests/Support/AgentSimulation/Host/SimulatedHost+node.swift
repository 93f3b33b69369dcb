import Basics
import SupervisorCore

/// A chain's node, from its process to its end, and what its supervisor finds on the disk.
extension SimulatedHost {
  /// Nil for a unit that runs no node of the chain.
  func supervisor(of unit: String) -> SimulatedSupervisor? {
    machine.supervisors[unit]
  }

  var handoffNow: Report.Handoff { handsOff ? .on : isUp(names.socket) ? .denied : .off }

  /// Whether the unit may run the chain, from the texts that the real supervisor reads.
  func ownership(of unit: Text) -> Ownership {
    guard let generation = current.generation else {
      return .decide(unit: unit, link: nil, owner: nil, release: nil, ledger: nil, home: nil)
    }
    let release = generation.release
    return .decide(
      unit: unit, link: Text("generations/\(generation.number)"), owner: Text(generation.unit),
      release: Text("../../../../releases/\(release.program)/\(release.folder)"),
      ledger: (storage?.isHeld == true ? RecordSeen.heldWords : ledger.mark).map { Text($0) },
      home: homeMark(generation).map { Text($0) })
  }

  /// What its process does.
  ///
  /// - Parameter isShared: as a part of the process that serves all chains.
  func behaviour(of generation: Generation, isShared: Bool) -> Behaviour {
    let release = generation.release
    let usual = (isShared ? joined[release] : nil) ?? behaviours[release] ?? .good
    if badConfigurations.contains(checkSettings(generation)) { return .crashesAtStart }
    // It binds for itself, and someone has the port.
    return units[generation.unit]?.handoff == .off && isPortOpen ? .crashesAtStart : usual
  }

  /// The process, or this chain's part of one.
  func spawn(_ pid: Int32, _ generation: Generation, _ behaviour: Behaviour) {
    nodes.append(
      SimulatedNode(pid: pid, generation: generation, behaviour: behaviour, startedAt: now))
    checkLedger(generation)
    openStorage(generation)
    log.note(now, "node", "\(generation.release) starts as generation \(generation.number)")
  }

  func nodeReady(_ pid: Int32) {
    guard let index = nodes.firstIndex(where: { $0.pid == pid }), nodes[index].termedAt == nil
    else { return }
    nodes[index].readyAt = now
    let node = nodes[index]
    log.note(now, "node", "\(node.generation.release) is ready")
    clients.nodeAccepts(at: now)
    lastAccepted = now
    supervisor(of: node.generation.unit)?.listens(self)
    if case .crashesAfter(let milliseconds) = node.behaviour {
      schedule(.nodeEnds(pid: pid, killed: false), in: milliseconds)
    }
  }

  /// One that was ready only while we gave the order had clients whom nobody could know of.
  func isNew(_ node: SimulatedNode) -> Bool {
    now - (node.readyAt ?? now) < 2 * pace.effect + pace.look + pace.save
  }

  func beginEnding(_ index: Int, ordered: Bool) {
    cutRequests(ordered: ordered && !isNew(nodes[index]))
    notePeak()
    height = chainHeight
    nodes[index].termedAt = now
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

  private func cutRequests(ordered: Bool) {
    let cut = pace.request - (now - lastAccepted)
    if listener != nil, cut > 0 { clients.lose(cut, ordered: ordered) }
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
