import AgentCore
import Basics
import Health

/// A simulated host as the loop sees it and acts on it, with whatever strikes in between.
final class SimulatedWorld: World {
  typealias Cut = Interruption

  let machine: SimulatedMachine
  /// Of the releases that a migration may use.
  var releases: [ReleaseID] = []
  /// Operations so far: each save and each effect is one.
  private(set) var operations = 0
  /// The restarts that the agent began by itself.
  private(set) var heals: Set<String> = []
  private let mutation: Mutation
  private var faults: FaultPlan
  private let legs: [ChainName: SimulatedHost]
  /// What an agent before this one has told; a transcript goes on where it was.
  private var told: [String: String] = [:]
  /// Mutation: what isn't on the disk yet.
  private var late: AgentState?

  // What an agent that is killed forgets.
  private var pulses: [ChainName: SimulatedPulse] = [:]
  private var heights: [ChainName: HeightMemory] = [:]

  init(_ machine: SimulatedMachine, mutation: Mutation, faults: FaultPlan) {
    self.machine = machine
    self.mutation = mutation
    self.faults = faults
    legs = Dictionary(uniqueKeysWithValues: machine.legs.map { ($0.names.chain, $0) })
    for leg in machine.legs {
      leg.isDoorCareless = mutation == .ownsBeforeTheProof
      leg.startsWithTheNewest = mutation == .startsWithTheNewestConfiguration
    }
  }

  func forget() {
    pulses = [:]
    heights = [:]
    late = nil
  }

  /// What is thought of each chain's health, in the machine's order.
  var verdicts: [HealthVerdict?] {
    machine.legs.map { pulses[$0.names.chain]?.health.verdict }
  }

  // MARK: Looking

  var nowBoottimeMs: Int { machine.now - machine.bootedAt }
  var chains: [ChainName] { machine.legs.map(\.names.chain) }

  func settings(of chain: ChainName) -> ChainSettings? { legs[chain]?.names.settings }

  func owner(of chain: ChainName) -> Generation? {
    legs[chain]?.current.generation
  }

  func look(at chain: ChainName, _ state: AgentState) throws(Interruption) -> ChainObservation? {
    machine.pass(to: machine.now + machine.pace.look)
    return lookForGates(at: chain, state)
  }

  func lookForGates(at chain: ChainName, _ state: AgentState) -> ChainObservation {
    guard let leg = legs[chain] else {
      return ChainObservation(nowUnixMs: 0, nowBoottimeMs: nowBoottimeMs, bootID: "")
    }
    var seen = leg.look(height: heights[chain]?.last)
    seen.heightBefore = heights[chain]?.before
    seen.health = pulses[chain, default: SimulatedPulse()].feel(
      leg, seen, isWanted: state[chain].desired == .running)
    if mutation == .believesInTheRelay, state[chain].operation?.phase != .raise {
      seen.relay = RelayReport(
        route: .relay, parked: 0, sinceUnixMilliseconds: 0,
        sockets: [.init(address: "0.0.0.0:3030", verified: true)])
    }
    return seen
  }

  func migrationObservation(
    _ chains: [ChainName: ChainObservation], _ state: AgentState
  ) -> Result<MigrationObservation, Failure> {
    var observations: [ChainName: MigrationObservation.Chain] = [:]
    for (chain, seen) in chains {
      guard let leg = legs[chain] else { continue }
      observations[chain] = MigrationObservation.Chain(
        seen, leg.names.settings, account: "adnet-node")
    }
    var observation = MigrationObservation(
      nowUnixMs: machine.calendarOffset + machine.now, chains: observations, releases: releases)
    observation.hooks = machine.hook.map { hook in
      guard let migration = state.migration, let step = migration.current else { return [:] }
      let units = MigrationHook.Moment.allCases.map { migration.hook($0, step) }
      return Dictionary(
        uniqueKeysWithValues: units.map { ($0, hook.state(of: $0, now: machine.now)) })
    }
    return .success(observation)
  }

  func attend(to chain: ChainName, _ seen: ChainObservation) -> Int? { nil }

  // MARK: Remembering

  func save(_ state: AgentState) throws(Interruption) -> Failure? {
    switch mutation {
    case .neverRemembers: return nil
    case .actsBeforeRemembering:
      // It is on the disk once the effects that it justifies have been done.
      late = state
      return nil
    default: return try write(state)
    }
  }

  private func write(_ state: AgentState) throws(Interruption) -> Failure? {
    let before = machine.disk
    for leg in machine.legs {
      let chain = leg.names.chain
      guard state[chain] != before[chain] else { continue }
      leg.log.note(machine.now, "save", state[chain].summary(after: before[chain]))
    }
    if let migration = state.migration, migration != before.migration {
      machine.log.note(machine.now, "save", migration.summary)
      if let flaw = machine.hook?.flaw(from: before.migration, to: migration, now: machine.now) {
        machine.violate(flaw, machine.log)
      }
    }
    let failure = try operation(takes: machine.pace.save) { () throws(Failure) in
      machine.disk = state
    }
    guard failure == nil else { return failure }
    for chain in chains {
      // One that ends before the node is touched is none.
      guard let operation = state[chain].operation, operation.cause != nil, operation.nodeStopped
      else { continue }
      heals.insert(operation.id)
    }
    return nil
  }

  // MARK: Acting

  func perform(_ effect: Effect, of chain: ChainName?) throws(Interruption) -> Failure? {
    guard let chain else { return try hook(effect) }
    guard let leg = legs[chain] else { return nil }
    for one in mutated(effect, leg) {
      if let failure = try act(one, leg) { return failure }
    }
    if let state = late {
      late = nil
      return try write(state)
    }
    return nil
  }

  private func hook(_ effect: Effect) throws(Interruption) -> Failure? {
    try act(effect, machine.log) { () throws(Failure) in
      if let flaw = self.machine.hook?.perform(effect, now: self.machine.now) {
        self.machine.violate(flaw, self.machine.log)
      }
    }
  }

  private func act(_ effect: Effect, _ leg: SimulatedHost) throws(Interruption) -> Failure? {
    try act(effect, leg.log) { () throws(Failure) in
      leg.checkRemembered(effect)
      try leg.perform(effect)
      if effect == .probeHeight {
        self.heights[leg.names.chain, default: HeightMemory()].note(leg.probe())
      }
    }
  }

  /// An effect with its lines in a log, through the door where it needs that.
  private func act(
    _ effect: Effect, _ log: Log, _ body: () throws(Failure) -> Void
  ) throws(Interruption) -> Failure? {
    if effect != .probeHeight { log.note(machine.now, "effect", effect.line) }
    let failure = try operation(takes: machine.pace.effect) { () throws(Failure) in
      if self.needsDoor(effect), self.machine.now < self.machine.doorShutUntil {
        throw Failure(.doorUnreachable, "cannot reach the door")
      }
      try body()
    }
    if let failure { log.note(machine.now, "failed", failure.text) }
    return failure
  }

  private func needsDoor(_ effect: Effect) -> Bool {
    if case .own = effect { true } else { !effect.units.isEmpty }
  }

  private func mutated(_ effect: Effect, _ leg: SimulatedHost) -> [Effect] {
    guard let operation = machine.disk[leg.names.chain].operation else { return [effect] }
    switch mutation {
    case .ownsBeforeTheProof where operation.phase == .stop:
      return [effect]
        + [operation.target].compactMap {
          $0.map { Effect.own($0, settingsOf: operation.settingsOf) }
        }
    case .skipsTheDrain where operation.phase == .drain: return [.stopUnits([leg.names.node])]
    case .believesInTheRelay: return effect == .routeRelay ? [] : [effect]
    default: return [effect]
    }
  }

  // MARK: Telling

  func tell(_ news: LoopNews) {
    switch news {
    case .decided(let chain, _, let waitsFor): tell(waitsFor, legs[chain]?.log, chain.text)
    case .migrationWaits(_, let text):
      tell("the migration waits for \(text)", machine.log, "migration", prefix: "")
    case .saved, .unsaved, .effectFailed: break
    }
  }

  private func tell(
    _ waitsFor: String?, _ log: Log?, _ whom: String, prefix: String = "waits for "
  ) {
    if let waitsFor, told[whom] != waitsFor {
      log?.note(machine.now, "agent", prefix + waitsFor)
    }
    told[whom] = waitsFor
  }

  // MARK: What strikes

  /// One operation, with whatever strikes before and after it.
  private func operation(
    takes milliseconds: Int, _ body: () throws(Failure) -> Void
  ) throws(Interruption) -> Failure? {
    let injected = Failure(
      FailureKind(rawValue: "injected"), "cannot do it: a fault of the simulation")
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
