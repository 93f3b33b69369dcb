import AgentCore
import Health

/// The daemon's loop over a simulated host: observe, decide, remember, act.
final class SimulatedAgent {
  /// One chain, as the daemon's desk of it.
  private final class Desk {
    let host: SimulatedHost
    let policy: ChainPolicy
    var effectLog = EffectLog()
    var height: HeightReading?
    var pulse = SimulatedPulse()
    var waitsFor: String?
    /// The last look at it.
    var seen: ChainObservation?

    init(_ host: SimulatedHost) {
      self.host = host
      policy = ChainPolicy(host.names.settings)
    }

    var chain: ChainName { host.names.chain }
  }

  let machine: SimulatedMachine
  private let mutation: Mutation
  private var faults: FaultPlan
  /// Of the releases that a migration may use.
  var releases: [ReleaseID] = []
  /// Operations so far: each save and each effect is one.
  private(set) var operations = 0
  private var migrationWaitsFor: String?

  // What an agent that is killed forgets.
  private var memory = AgentState()
  /// A save failed, so the disk may hold either state.
  private var isDiskUnsure = false
  private var desks: [Desk]
  /// The restarts that it began by itself.
  private(set) var heals: Set<String> = []
  var verdict: HealthVerdict? { verdicts[0] }
  var verdicts: [HealthVerdict?] { desks.map { $0.pulse.health.verdict } }

  init(_ machine: SimulatedMachine, mutation: Mutation, faults: FaultPlan) {
    self.machine = machine
    self.mutation = mutation
    self.faults = faults
    desks = machine.legs.map { Desk($0) }
    for leg in machine.legs {
      leg.isDoorCareless = mutation == .ownsBeforeTheProof
      leg.startsWithTheNewest = mutation == .startsWithTheNewestConfiguration
    }
  }

  func begin() {
    memory = machine.disk
    isDiskUnsure = false
    desks = desks.map {
      let desk = Desk($0.host)
      // A transcript goes on where it was.
      desk.waitsFor = $0.waitsFor
      return desk
    }
  }

  /// What an operator asked for; nil once it is durable, or for good when it was refused.
  func take(_ command: Command, releases: [ReleaseID]) throws(Interruption) -> Failure? {
    let result = AgentPolicy.accept(
      command, state: memory, seeing: look(0), settings: desks[0].policy.settings,
      releases: releases)
    switch result {
    case .failure(let failure): return failure
    case .success(let accepted):
      _ = try save(accepted.state)
      return nil
    }
  }

  func take(_ command: MigrationCommand) throws(Interruption) -> Failure? {
    for index in desks.indices { desks[index].seen = look(index) }
    switch MigrationPolicy.accept(command, state: memory, seeing: sight) {
    case .failure(let failure): return failure
    case .success(let accepted):
      return try save(accepted.state)
        ? nil : Failure("busy", "cannot begin: it can't be remembered", exit: .busy)
    }
  }

  /// One turn of the loop over all chains. Returns when it wants to look again.
  func turn() throws(Interruption) -> Int {
    var wake = Int.max
    for index in desks.indices { wake = min(wake, try step(index)) }
    if try healTogether() { return machine.now }
    return min(wake, try migrate())
  }

  private func step(_ index: Int) throws(Interruption) -> Int {
    if isDiskUnsure, try !write(memory) { return machine.now + 1_000 }
    machine.pass(to: machine.now + machine.pace.look)
    let chain = desks[index].chain
    let seen = look(index)
    desks[index].seen = seen
    let step = desks[index].policy.step(memory[chain], seeing: seen)
    let effects = mutated(step, desks[index].host.names)
    if mutation == .actsBeforeRemembering {
      try act(effects, index)
      guard try save(step.next, of: chain) else { return machine.now + 1_000 }
    } else {
      guard try save(step.next, of: chain) else { return machine.now + 1_000 }
      try act(effects, index)
    }
    if let text = step.waitsFor, text != desks[index].waitsFor {
      desks[index].host.log.note(machine.now, "agent", "waits for \(text)")
    }
    desks[index].waitsFor = step.waitsFor
    let wake = step.wakeAtBoottimeMs.map { $0 + machine.bootedAt }
    return wake ?? machine.now + 60_000
  }

  /// True when the restart of a process for several chains was begun.
  private func healTogether() throws(Interruption) -> Bool {
    guard memory.operation == nil, !isDiskUnsure else { return false }
    var chains: [ChainName: HealingPolicy.Chain] = [:]
    for desk in desks {
      guard let seen = desk.seen else { continue }
      chains[desk.chain] = HealingPolicy.Chain(seen, desk.policy.settings)
    }
    guard let next = HealingPolicy.step(memory, seeing: chains) else { return false }
    return try save(next)
  }

  /// What a migration does next, once every chain was looked at.
  private func migrate() throws(Interruption) -> Int {
    guard memory.migration?.isOpen == true else { return Int.max }
    if isDiskUnsure, try !write(memory) { return machine.now + 1_000 }
    let step = MigrationPolicy.step(memory, seeing: sight)
    let isNew = step.next != memory
    guard try save(step.next) else { return machine.now + 1_000 }
    if let text = step.waitsFor, text != migrationWaitsFor, memory.operation == nil {
      machine.log.note(machine.now, "agent", "the migration waits for \(text)")
    }
    migrationWaitsFor = step.waitsFor
    return isNew ? machine.now : machine.now + 5_000
  }

  // MARK: Looking

  private func look(_ index: Int) -> ChainObservation {
    let host = desks[index].host
    let chain = desks[index].chain
    var seen = host.look(desks[index].effectLog.last, height: desks[index].height)
    seen.health = desks[index].pulse.feel(
      host, seen, isWanted: memory[chain].desired == .running)
    if desks.count > 1 { lookAtOthers(index, &seen) }
    if mutation == .believesInTheRelay, memory[chain].operation?.phase != .raise {
      seen.relay = RelayReport(
        route: .relay, parked: 0, sinceUnixMilliseconds: 0,
        sockets: [.init(address: "0.0.0.0:3030", verified: true)])
    }
    return seen
  }

  private func lookAtOthers(_ index: Int, _ seen: inout ChainObservation) {
    for other in desks where other.chain != desks[index].chain {
      let state = memory[other.chain]
      if state.operation != nil { seen.isHostBusy = true }
      let companion = Companion(
        owner: other.host.current.generation, state, seen: other.seen,
        settings: other.policy.settings)
      seen.companions[other.chain] = mutated(
        companion, own: memory[desks[index].chain].operation)
    }
  }

  private var sight: MigrationSight {
    var chains: [ChainName: MigrationSight.Chain] = [:]
    for desk in desks {
      guard let seen = desk.seen else { continue }
      chains[desk.chain] = MigrationSight.Chain(
        seen, desk.policy.settings, account: "adnet-node")
    }
    return MigrationSight(
      nowUnixMs: machine.calendarOffset + machine.now, chains: chains, releases: releases)
  }

  // MARK: Planted defects

  private func mutated(_ companion: Companion, own: Operation?) -> Companion {
    var companion = companion
    switch mutation {
    case .startsForOneChain:
      companion.owner = own?.target ?? companion.owner
      if own?.phase == .start { companion.operation?.phase = .start }
    case .ignoresTheOthersFailure:
      companion.operation?.direction = .forward
      companion.lastOperation?.outcome = .done
    case .stopsWithTheOthersClients:
      companion.operation?.phase = .stop
    case .none, .actsBeforeRemembering, .neverRemembers, .believesInTheRelay,
      .ownsBeforeTheProof, .skipsTheDrain, .startsWithTheNewestConfiguration:
      break
    }
    return companion
  }

  private func mutated(_ step: Step, _ names: HostUnits) -> [Effect] {
    guard let operation = step.next.operation else { return step.effects }
    switch mutation {
    case .ownsBeforeTheProof where operation.phase == .stop:
      return step.effects
        + [operation.target].compactMap {
          $0.map { Effect.own($0, settingsOf: operation.settingsOf) }
        }
    case .skipsTheDrain where operation.phase == .drain:
      return [.stopUnits([names.node])]
    case .believesInTheRelay:
      return step.effects.filter { $0 != .routeRelay }
    case .none, .actsBeforeRemembering, .neverRemembers, .ownsBeforeTheProof, .skipsTheDrain,
      .startsWithTheNewestConfiguration, .startsForOneChain, .ignoresTheOthersFailure,
      .stopsWithTheOthersClients:
      return step.effects
    }
  }

  // MARK: Remembering and acting

  private func save(_ next: ChainState, of chain: ChainName) throws(Interruption) -> Bool {
    guard next != memory[chain] else { return true }
    var all = memory
    all[chain] = next
    return try save(all)
  }

  private func save(_ next: AgentState) throws(Interruption) -> Bool {
    guard next != memory else { return true }
    guard mutation != .neverRemembers else {
      memory = next
      return true
    }
    for desk in desks where desks.count == 1 || next[desk.chain] != memory[desk.chain] {
      desk.host.log.note(
        machine.now, "save", next[desk.chain].summary(after: memory[desk.chain]))
    }
    if let migration = next.migration, migration != memory.migration {
      machine.log.note(machine.now, "save", migration.summary)
    }
    guard try write(next) else { return false }
    memory = next
    // One that ends before the node is touched is none.
    for desk in desks {
      guard let operation = next[desk.chain].operation, operation.cause != nil,
        operation.nodeStopped
      else { continue }
      heals.insert(operation.id)
    }
    return true
  }

  private func write(_ state: AgentState) throws(Interruption) -> Bool {
    let failure = try operation(takes: machine.pace.save) { () throws(Failure) in
      machine.disk = state
    }
    isDiskUnsure = failure != nil
    return failure == nil
  }

  private func act(_ effects: [Effect], _ index: Int) throws(Interruption) {
    let host = desks[index].host
    for effect in effects {
      if effect != .probeHeight { host.log.note(machine.now, "effect", effect.words) }
      let failure = try operation(takes: machine.pace.effect) { () throws(Failure) in
        if self.needsDoor(effect), self.machine.now < self.machine.doorShutUntil {
          throw Failure("door_unreachable", "cannot reach the door")
        }
        host.checkRemembered(effect)
        try host.perform(effect)
        if effect == .probeHeight { self.desks[index].height = host.probe() }
      }
      if let failure {
        host.log.note(machine.now, "failed", failure.text)
        desks[index].effectLog.failed(
          effect, failure, atBoottimeMs: machine.now - machine.bootedAt)
        return
      }
      desks[index].effectLog.succeeded(effect)
    }
  }

  private func needsDoor(_ effect: Effect) -> Bool {
    switch effect {
    case .startUnits, .stopUnits, .enableUnits, .disableUnits, .resetFailed, .own, .maskUnits,
      .unmaskUnits:
      true
    case .routeRelay, .routeNode, .admitPeers, .takeQueue, .dismissClients, .preload, .probeHeight:
      false
    }
  }

  /// One operation, with whatever strikes before and after it.
  private func operation(
    takes milliseconds: Int, _ body: () throws(Failure) -> Void
  ) throws(Interruption) -> Failure? {
    let injected = Failure("injected", "cannot do it: a fault of the simulation")
    defer { operations += 1 }
    if try strike(.before) { return injected }
    machine.pass(to: machine.now + milliseconds)
    var result: Failure?
    do throws(Failure) { try body() } catch { result = error }
    machine.checkPromises()
    if try strike(.after) { return injected }
    return result
  }

  /// True when the operation is to fail.
  private func strike(_ moment: FaultPlan.Moment) throws(Interruption) -> Bool {
    switch faults.strike(moment, operation: operations) {
    case nil: return false
    case .operationFails: return true
    case .configurationIsApplied:
      for leg in machine.legs { leg.configuration += 1 }
      machine.log.note(machine.now, "operator", "applies another configuration")
      return false
    case .agentIsKilled: throw .agentIsKilled
    case .powerIsCut: throw .powerIsCut
    case .doorIsShut:
      machine.log.note(machine.now, "door", "is shut for 40 s")
      machine.doorShutUntil = machine.now + 40_000
      return false
    }
  }
}

extension ChainState {
  /// A line for transcripts: what is remembered, and why it turned if it did.
  func summary(after before: ChainState) -> String {
    if let operation {
      let isBack = operation.direction == .back
      let turned = isBack && before.operation?.direction == .forward
      let why = operation.failure.map { turned ? ": \($0.text)" : "" } ?? ""
      return "\(operation.kind), \(isBack ? "back, " : "")\(operation.phase)\(why)"
    }
    guard let last = lastOperation, let outcome = last.outcome else { return "no operation" }
    let failure = last.failure.map { ": \($0.text)" } ?? ""
    return "\(last.kind) \(outcome.rawValue)\(failure)"
  }
}

extension Migration {
  /// A line for transcripts.
  var summary: String {
    let way = goesBack ? "back, " : ""
    guard let current, isOpen else { return "migration to \(goal) \(way)\(state.rawValue)" }
    let chains = steps[current].chains.map(\.text).joined(separator: " and ")
    return "migration to \(goal) \(way)\(state.rawValue), step \(current + 1): "
      + "\(chains) to \(steps[current].topology), \(steps[current].state.rawValue)"
  }
}
