import Basics
import SupervisorCore

/// A node's unit, and the supervisor that systemd runs in it: for one chain, or for all of them.
///
/// What it decides (ownership, backoff, readiness, what it reports) is decided by the core of the real
/// one; what the kernel and systemd do for it is simulated here.
final class SimulatedSupervisor {
  let name: String
  let legs: [SimulatedHost]
  private unowned let machine: SimulatedMachine
  private let options: Options
  /// What the process knows; made anew with each.
  private var report = Report()
  private var ports: PortTable
  private var generations: [Int64] = []
  private var before: [ExitRecord] = []

  /// - Parameter legs: the chains of its node, in the order of its command line.
  init(_ name: String, _ legs: [SimulatedHost], _ machine: SimulatedMachine) {
    self.name = name
    self.legs = legs
    self.machine = machine
    var options = Options()
    options.unit = Text(name)
    for (index, leg) in legs.enumerated() {
      options.chains.append(Text(leg.names.chain.text))
      options.ports.append(
        DeclaredPort(
          chain: index, role: "rest", address: Self.address(3030 + index), held: true, ready: true))
    }
    self.options = options
    ports = PortTable(options.ports)
  }

  private static func address(_ port: Int) -> Address {
    Address(family: .four, bytes: [0, 0, 0, 0], port: UInt16(port))
  }

  private var first: SimulatedHost { legs[0] }
  private var now: Int { machine.now }
  private var pace: Pace { machine.pace }
  private var boottime: Int64 { Int64(now - machine.bootedAt) }
  private var unix: Int64 { Int64(first.unix) }
  /// Every chain's host keeps a copy of the unit.
  var unit: SimulatedUnit? { first.units[name] }

  private func change(_ change: (inout SimulatedUnit) -> Void) {
    for leg in legs {
      guard var unit = leg.units[name] else { continue }
      change(&unit)
      leg.units[name] = unit
    }
  }

  private func schedule(_ what: Happening, in milliseconds: Int) {
    first.schedule(what, in: milliseconds)
  }

  // MARK: The unit

  func enable(_ isEnabled: Bool) { change { $0.isEnabled = isEnabled } }
  func mask(_ isMasked: Bool) { change { $0.isMasked = isMasked } }

  func reset() {
    change { if $0.activity == .failed { $0.activity = .inactive } }
  }

  func start() throws(Failure) {
    guard let unit, unit.activity == .inactive || unit.activity == .failed else { return }
    guard !unit.isMasked else {
      throw Failure(.unitUnusable, "cannot start \(name): it is masked", exit: .failed)
    }
    change {
      $0.stopOrdered = false
      $0.result = "success"
    }
    activate()
    for leg in legs { try leg.start(leg.names.socket) }
  }

  private func activate() {
    guard let unit else { return }
    let pid = machine.newPID()
    change {
      $0.turn += 1
      $0.activity = .activating
      $0.mainProcess = pid
      $0.holdsLock = false
    }
    schedule(.supervisorBegins(name, turn: unit.turn + 1), in: pace.spawn)
  }

  /// `Restart=always`.
  private func restart() {
    guard let unit, !unit.stopOrdered else { return }
    activate()
  }

  func stop() {
    guard let unit else { return }
    switch unit.activity {
    case .inactive, .deactivating: return
    case .failed, .active, .activating, .reloading, .unknown: break
    }
    let hasNode = pid != nil
    for leg in legs { leg.deaths[name] = nil }
    if !hasNode, unit.holdsLock {
      report.stopEarly()
      enter(.exited, "stopped before the node was started")
    }
    change {
      $0.activity = .deactivating
      $0.stopOrdered = true
      $0.turn += 1
      if !hasNode { $0.holdsLock = false }
    }
    if hasNode {
      report.exit.ordered = true
      enter(.stopping)
      endNode(ordered: true)
    } else {
      schedule(.unitStopped(name, turn: unit.turn + 1), in: pace.unitStop)
    }
  }

  func stopped(_ turn: Int) {
    guard unit?.turn == turn else { return }
    change {
      $0.activity = .inactive
      $0.mainProcess = 0
      $0.holdsLock = false
    }
    first.log.note(now, "systemd", "\(name) is inactive")
  }

  /// SIGKILL: its node gets SIGTERM, and nobody records how that ends.
  func kill() {
    first.log.note(now, "mishap", "the supervisor of \(name) is killed")
    change { $0.holdsLock = false }
    endNode(ordered: false)
    restart()
  }

  func losePower() {
    report = Report()
    for leg in legs { leg.reportTexts[name] = nil }
  }

  // MARK: Before the node

  func begins(_ turn: Int) {
    guard let unit, unit.turn == turn else { return }
    report = Report()
    report.supervisor = Int64(unit.mainProcess)
    report.bootID = Text(first.bootID)
    ports = PortTable(options.ports)
    generations = legs.map { _ in 0 }
    before = legs.map { _ in ExitRecord() }
    report.resume(last)
    guard ownsAll() else { return }
    triesLocks(turn, until: now + 5_000)
  }

  private var last: LastRun { LastRun(report: first.reportTexts[name] ?? "") }

  /// Takes all locks or none.
  func triesLocks(_ turn: Int, until limit: Int) {
    guard unit?.turn == turn else { return }
    guard let busy = legs.first(where: \.isLocked) else {
      change { $0.holdsLock = true }
      return hasLocks(turn)
    }
    guard now < limit else { return restart() }
    if report.state != .lockWait {
      enter(.lockWait, Text("another process holds the lock of chain \(busy.names.chain)"))
    }
    schedule(.supervisorTriesLock(name, turn: turn, until: limit), in: 50)
  }

  private func hasLocks(_ turn: Int) {
    // An owner may have changed while it waited.
    guard ownsAll() else { return }
    let last = last
    report.handoff = first.handoffNow
    change {
      $0.activity = .active
      $0.handoff = report.handoff
    }
    let next = last.next(
      backoff: options.backoff, generation: generations[0], bootID: report.bootID, now: boottime)
    report.failures = next.failures
    let delay = Int(max(0, next.notBefore - boottime))
    if delay > 0 {
      report.backoffUntilUnix = unix + Int64(delay)
      enter(.backoff, "waiting before the next start")
    }
    schedule(.nodeSpawns(name, turn: turn), in: delay)
  }

  /// Whether it owns every chain, with one release. Otherwise it ends, and stays away.
  private func ownsAll() -> Bool {
    let node = NodeOwnership(of: options.chains) { index in
      let ownership = legs[index].ownership(of: options.unit)
      if case .owner(let generation, _, _) = ownership { generations[index] = generation }
      return ownership
    }
    switch node {
    case .owner(let release):
      report.release = release
      return true
    case .declined(let why): declines(.declined, why)
    case .invalid(let why): declines(.invalid, why)
    }
    return false
  }

  private func declines(_ state: Report.State, _ why: Text) {
    enter(state, why)
    change {
      $0.activity = .failed
      $0.result = "exit-code"
      $0.mainProcess = 0
      $0.holdsLock = false
      $0.turn += 1
    }
    first.log.note(now, "systemd", "\(name) has failed: \(why.string)")
  }

  // MARK: The node

  /// Of the node that it runs, or that one before it has left.
  private var pid: Int32? {
    legs.lazy.compactMap { [name] leg in leg.nodes.first { $0.generation.unit == name }?.pid }.first
  }

  func spawns(_ turn: Int) {
    guard unit?.turn == turn else { return }
    if report.handoff == .denied, legs.contains(where: \.isPortOpen) {
      // It couldn't bind, so its supervisor waits.
      if report.state != .backoff { enter(.backoff, "the held socket has to be closed first") }
      return schedule(.nodeSpawns(name, turn: turn), in: 50)
    }
    report.backoffUntilUnix = 0
    let pid = machine.newPID()
    for (index, leg) in legs.enumerated() {
      before[index] = report.exit(marked: leg.runningMark)
      leg.runningMark = report.bootID
      leg.checkPace(name, generations[index], failures: report.failures)
    }
    report.begin(Int64(pid), unix: unix, boottime: boottime)
    enter(.starting)
    var isDoomed = false
    for (index, leg) in legs.enumerated() {
      guard let generation = leg.current.generation else { continue }
      let behaviour = leg.behaviour(of: generation, isShared: legs.count > 1)
      leg.spawn(pid, generation, behaviour)
      switch behaviour {
      case .crashesAtStart: isDoomed = true
      case .neverReady: break
      case .bindsElsewhere:
        ports.asked(for: ports.entries[index].port.address)
        ports.listens(on: Self.address(41_873))
        tell()
      case .good, .crashesAfter, .stalls, .hangsOnStop, .isMute:
        // The ledgers are loaded one after the other.
        leg.schedule(
          .nodeReady(pid: pid), in: legs.count > 1 ? pace.load * (index + 2) / 2 : pace.load)
      }
    }
    if isDoomed { schedule(.nodeEnds(pid: pid, killed: false), in: pace.crash) }
  }

  /// A chain's port is bound; the node is ready when all are.
  func listens(_ leg: SimulatedHost) {
    guard let index = legs.firstIndex(where: { $0 === leg }) else { return }
    if report.handoff == .on {
      ports.listensHeld(index)
    } else {
      ports.listens(on: ports.entries[index].port.address)
    }
    guard report.state == .starting, ports.isReady else { return }
    report.readyUnix = unix
    enter(.ready)
  }

  /// The order, or the supervisor's death, reaches every part of it at once.
  private func endNode(ordered: Bool) {
    var hangs = false
    var pid: Int32?
    for leg in legs {
      guard let index = leg.nodes.firstIndex(where: { $0.generation.unit == name }),
        leg.nodes[index].termedAt == nil
      else { continue }
      leg.beginEnding(index, ordered: ordered)
      pid = leg.nodes[index].pid
      hangs = hangs || leg.nodes[index].behaviour == .hangsOnStop
    }
    guard let pid else { return }
    schedule(.nodeEnds(pid: pid, killed: hangs), in: hangs ? pace.stopGrace : pace.end)
  }

  /// Its death is the death of every chain's node.
  func nodeEnds(_ pid: Int32, killed: Bool) {
    var ended: [(leg: SimulatedHost, generation: Generation)] = []
    for leg in legs {
      guard let index = leg.nodes.firstIndex(where: { $0.pid == pid }) else { continue }
      ended.append((leg, leg.nodes[index].generation))
      leg.bury(index)
    }
    guard !ended.isEmpty, let unit else { return }
    // Its supervisor was killed: it ends without a record, and its unit is being started again.
    guard unit.holdsLock else {
      if unit.activity == .deactivating {
        schedule(.unitStopped(name, turn: unit.turn), in: pace.unitStop)
      }
      return
    }
    report.exit.kind = killed ? .signal : .code
    report.exit.killed = killed
    report.exit.value = killed ? 9 : unit.stopOrdered ? 0 : 101
    report.end(unix: unix, boottime: boottime)
    for (leg, generation) in ended {
      if report.exit.clean { leg.writeRecord(leg.place(generation)) }
      if report.exit.saved { leg.runningMark = nil }
      if !report.exit.ordered {
        leg.deaths[name] = SimulatedHost.Death(generation: Int64(generation.number), at: now)
      }
    }
    let isOrdered = report.settle(isStopOrdered: false)
    enter(.exited)
    change { $0.holdsLock = false }
    if isOrdered {
      schedule(.unitStopped(name, turn: unit.turn), in: pace.unitStop)
    } else {
      restart()
    }
  }

  // MARK: Telling

  private func enter(_ state: Report.State, _ reason: Text = "") {
    report.state = state
    report.reason = reason
    report.since = unix
    tell()
  }

  /// Through the text that the real one writes, and the parser that the agent reads it with.
  private func tell() {
    for (index, leg) in legs.enumerated() {
      report.generation = generations[index]
      report.before = before[index]
      report.isPassedSocket = true
      let text = report.lines(options, ports, chain: index) { Text("0.0.0.0:\($0.port)") }
      leg.reportTexts[name] = text
      do { leg.reports[name] = try SupervisorReport(parsing: text.string) } catch {
        leg.violate("the agent can't read what a supervisor reports: \(error)")
      }
    }
  }
}

extension Text {
  init(_ string: String) { self.init(Array(string.utf8)) }

  mutating func appendInterpolation(_ value: some Any) { add(Text("\(value)" as String)) }

  var string: String { String(decoding: bytes, as: UTF8.self) }
}
