import AgentCore
import Basics
import SupervisorCore

/// What systemd does when it is told to, and when a job ends.
extension SimulatedHost {
  func start(_ name: String) throws(Failure) {
    if let supervisor = supervisor(of: name) { return try supervisor.start() }
    guard var unit = units[name], unit.activity == .inactive || unit.activity == .failed else {
      return
    }
    guard !unit.isMasked else {
      throw Failure(.unitUnusable, "cannot start \(name): it is masked", exit: .failed)
    }
    if name == names.socket, !handsOff { return }
    // Its drop-in is that of the owner.
    if name == names.socket { opened = settings(of: current.generation) }
    if name == names.drain, let node = listener, units[node.generation.unit]?.handoff != .on {
      throw Failure(FailureKind(rawValue: "unit_failed"), "cannot start \(name): address in use")
    }
    unit.activity = .activating
    unit.result = "success"
    unit.stopOrdered = false
    unit.turn += 1
    if name == names.relay || name == names.adopter { unit.mainProcess = newPID() }
    units[name] = unit
    if let work = ledgerWork(name) {
      let begins = ledgerWorkBegins(work, unit.turn)
      units[name]?.holdsLock = begins && !Self.goesWithANode(work)
      if !begins {
        units[name]?.activity = .failed
        units[name]?.result = "exit-code"
      }
    } else {
      schedule(.unitStarted(name, turn: unit.turn), in: pace.unitStart)
    }
  }

  func stop(_ name: String) {
    if let supervisor = supervisor(of: name) { return supervisor.stop() }
    guard var unit = units[name] else { return }
    switch unit.activity {
    case .inactive, .deactivating: return
    case .failed, .active, .activating, .reloading, .unknown: break
    }
    unit.activity = .deactivating
    unit.stopOrdered = true
    unit.turn += 1
    unit.holdsLock = false
    units[name] = unit
    schedule(.unitStopped(name, turn: unit.turn), in: pace.unitStop)
  }

  func unitStarted(_ name: String, _ turn: Int) {
    guard var unit = units[name], unit.turn == turn else { return }
    unit.activity = .active
    units[name] = unit
    log.note(now, "systemd", "\(name) is active")
    if name == names.socket { isExcused = false }
    // Whoever joins the group late sends everyone to the node at first.
    if name == names.drain || name == names.relay { route = .node }
    if name == names.adopter { adoptionBegins(unit.turn) }
  }

  func unitStopped(_ name: String, _ turn: Int) {
    guard var unit = units[name], unit.turn == turn else { return }
    unit.activity = .inactive
    unit.mainProcess = 0
    unit.holdsLock = false
    units[name] = unit
    log.note(now, "systemd", "\(name) is inactive")
    if name == names.socket { clients.portCloses() }
    if name == names.adopter { adoption?.state = .over }
    if name == names.relay { forgetRelay() }
    if name == names.relay, units[names.drain]?.activity == .deactivating {
      clients.areReset()
    }
    if !isGroupOpen {
      clients.migrate()
      route = .node
      if listener != nil { clients.nodeAccepts(at: now) }
    }
  }

  func isNode(_ name: String) -> Bool {
    name == names.node || name == names.otherNode || name == names.settings.sharedUnit
  }

  // MARK: Power

  func losePower() {
    nodes = []
    reports = [:]
    forgetRelay()
    route = .node
    clients.hostGoesOff()
    for name in units.keys {
      units[name]?.activity = .inactive
      units[name]?.mainProcess = 0
      units[name]?.holdsLock = false
      units[name]?.turn += 1
    }
    deaths = [:]
    isExcused = true
  }

  func boot() {
    for name in units.keys.sorted() where units[name]?.isEnabled == true {
      do throws(Failure) { try start(name) } catch { log.note(now, "systemd", error.text) }
    }
  }
}
