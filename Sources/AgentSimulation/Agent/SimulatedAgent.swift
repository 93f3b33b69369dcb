import AgentCore
import Health

/// The daemon's loop over a simulated host: observe, decide, remember, act.
final class SimulatedAgent {
  private let host: SimulatedHost
  private let policy: ChainPolicy
  private let mutation: Mutation
  private var faults: FaultPlan
  /// Operations so far: each save and each effect is one.
  private(set) var operations = 0
  private var waitsFor: String?

  // What an agent that is killed forgets.
  private var memory = AgentState()
  /// A save failed, so the disk may hold either state.
  private var isDiskUnsure = false
  private var effectLog = EffectLog()
  private var height: HeightReading?
  private var pulse = SimulatedPulse()
  /// The restarts that it began by itself.
  private(set) var heals: Set<String> = []
  var verdict: HealthVerdict? { pulse.health.verdict }

  init(_ host: SimulatedHost, mutation: Mutation, faults: FaultPlan) {
    self.host = host
    self.mutation = mutation
    self.faults = faults
    policy = ChainPolicy(HostUnits.settings)
    host.isDoorCareless = mutation == .ownsBeforeTheProof
  }

  func begin() {
    memory = host.disk
    isDiskUnsure = false
    effectLog = EffectLog()
    height = nil
    pulse = SimulatedPulse()
  }

  /// What an operator asked for; nil once it is durable, or for good when it was refused.
  func take(_ command: Command, releases: [ReleaseID]) throws(Interruption) -> Failure? {
    let result = AgentPolicy.accept(
      command, state: memory, seeing: look(), settings: HostUnits.settings, releases: releases)
    switch result {
    case .failure(let failure): return failure
    case .success(let accepted):
      _ = try save(accepted.state)
      return nil
    }
  }

  /// One turn of the loop. Returns when it wants to look again.
  func turn() throws(Interruption) -> Int {
    if isDiskUnsure, try !write(memory) { return host.now + 1_000 }
    host.pass(to: host.now + host.pace.look)
    let chain = HostUnits.chain
    let step = policy.step(memory[chain], seeing: look())
    var next = memory
    next[chain] = step.next
    let effects = mutated(step)
    if mutation == .actsBeforeRemembering {
      try act(effects)
      guard try save(next) else { return host.now + 1_000 }
    } else {
      guard try save(next) else { return host.now + 1_000 }
      try act(effects)
    }
    if let text = step.waitsFor, text != waitsFor {
      host.log.note(host.now, "agent", "waits for \(text)")
    }
    waitsFor = step.waitsFor
    let wake = step.wakeAtBoottimeMs.map { $0 + host.bootedAt }
    return wake ?? host.now + 60_000
  }

  // MARK: Looking

  private func look() -> ChainObservation {
    var seen = host.look(effectLog.last, height: height)
    seen.health = pulse.feel(
      host, seen, isWanted: memory[HostUnits.chain].desired == .running)
    if mutation == .believesInTheRelay, memory[HostUnits.chain].operation?.phase != .raise {
      seen.relay = RelayReport(
        route: .relay, parked: 0, sinceUnixMilliseconds: 0,
        sockets: [.init(address: "0.0.0.0:3030", verified: true)])
    }
    return seen
  }

  private func mutated(_ step: Step) -> [Effect] {
    guard let operation = step.next.operation else { return step.effects }
    switch mutation {
    case .ownsBeforeTheProof where operation.phase == .stop:
      return step.effects + [operation.target].compactMap { $0.map(Effect.own) }
    case .skipsTheDrain where operation.phase == .drain:
      return [.stopUnits([HostUnits.node])]
    case .believesInTheRelay:
      return step.effects.filter { $0 != .routeRelay }
    case .none, .actsBeforeRemembering, .neverRemembers, .ownsBeforeTheProof, .skipsTheDrain:
      return step.effects
    }
  }

  // MARK: Remembering and acting

  private func save(_ next: AgentState) throws(Interruption) -> Bool {
    guard next != memory else { return true }
    guard mutation != .neverRemembers else {
      memory = next
      return true
    }
    host.log.note(
      host.now, "save", next[HostUnits.chain].summary(after: memory[HostUnits.chain]))
    guard try write(next) else { return false }
    memory = next
    // One that ends before the node is touched is none.
    if let operation = next[HostUnits.chain].operation, operation.cause != nil,
      operation.nodeStopped
    {
      heals.insert(operation.id)
    }
    return true
  }

  private func write(_ state: AgentState) throws(Interruption) -> Bool {
    let failure = try operation(takes: host.pace.save) { () throws(Failure) in host.disk = state }
    isDiskUnsure = failure != nil
    return failure == nil
  }

  private func act(_ effects: [Effect]) throws(Interruption) {
    for effect in effects {
      if effect != .probeHeight { host.log.note(host.now, "effect", effect.words) }
      let failure = try operation(takes: host.pace.effect) { () throws(Failure) in
        if self.needsDoor(effect), self.host.now < self.host.doorShutUntil {
          throw Failure("door_unreachable", "cannot reach the door")
        }
        self.host.checkRemembered(effect)
        try self.host.perform(effect)
        if effect == .probeHeight { self.height = self.host.probe() }
      }
      if let failure {
        host.log.note(host.now, "failed", failure.text)
        effectLog.failed(effect, failure, atBoottimeMs: host.now - host.bootedAt)
        return
      }
      effectLog.succeeded(effect)
    }
  }

  private func needsDoor(_ effect: Effect) -> Bool {
    switch effect {
    case .startUnits, .stopUnits, .enableUnits, .disableUnits, .resetFailed, .own: true
    case .routeRelay, .routeNode, .admitPeers, .takeQueue, .preload, .probeHeight: false
    }
  }

  /// One operation, with whatever strikes before and after it.
  private func operation(
    takes milliseconds: Int, _ body: () throws(Failure) -> Void
  ) throws(Interruption) -> Failure? {
    let injected = Failure("injected", "cannot do it: a fault of the simulation")
    defer { operations += 1 }
    if try strike(.before) { return injected }
    host.pass(to: host.now + milliseconds)
    var result: Failure?
    do throws(Failure) { try body() } catch { result = error }
    host.checkPromises()
    if try strike(.after) { return injected }
    return result
  }

  /// True when the operation is to fail.
  private func strike(_ moment: FaultPlan.Moment) throws(Interruption) -> Bool {
    switch faults.strike(moment, operation: operations) {
    case nil: return false
    case .operationFails: return true
    case .agentIsKilled: throw .agentIsKilled
    case .powerIsCut: throw .powerIsCut
    case .doorIsShut:
      host.log.note(host.now, "door", "is shut for 40 s")
      host.doorShutUntil = host.now + 40_000
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
