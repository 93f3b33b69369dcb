public import Basics

/// Observes, decides, remembers and acts, for one chain after the other.
///
/// The daemon runs it on a host, the simulator on a simulated one. It may end anywhere: the next one
/// goes on from the state that was saved, and from what it sees.
public final class AgentLoop<Place: World> {
  public let world: Place
  public private(set) var state: AgentState
  /// The reason that the state on disk may not be what it should be; nil when it is.
  public private(set) var unsaved: Failure?
  public private(set) var memories: [ChainName: ChainMemory] = [:]
  /// The reason that the migration begins nothing; nil when it does.
  public internal(set) var migrationWaitsFor: String?
  /// Milliseconds since boot.
  var migrationWakeAt = 0

  /// Between two tries to save, in milliseconds.
  private static var retryMs: Int { 1_000 }
  /// So long is an order to systemd not given again, in milliseconds.
  private static var repeatMs: Int { 1_000 }
  /// The delay before the next look at what was set in motion, in milliseconds.
  private static var soonMs: Int { 100 }
  /// Without a reason to look at a chain it is looked at all the same, in milliseconds.
  private static var idleMs: Int { 60_000 }

  public init(_ world: Place, state: AgentState) {
    self.world = world
    self.state = state
  }

  // MARK: When

  /// The latest moment to take the next turn, in milliseconds since boot; nil when there is none.
  public var dueMs: Int? {
    let migration = state.migration?.mayMove == true && state.operation == nil
    return (world.chains.map { wakeAt($0) } + (migration ? [migrationWakeAt] : [])).min()
  }

  private func wakeAt(_ chain: ChainName) -> Int { memories[chain]?.wakeAt ?? 0 }

  /// A wake-up: something happened, and the chain is looked at in the next turn.
  public func wake(_ chain: ChainName) { memories[chain, default: ChainMemory()].wakeAt = 0 }

  /// A wake-up of every chain.
  public func wakeAll() {
    for chain in world.chains { wake(chain) }
  }

  /// The chains were set up anew: what was seen of them is no longer so.
  public func startOver() {
    memories = memories.mapValues { ChainMemory(effects: $0.effects) }
  }

  // MARK: Turns

  /// A turn: all that is due.
  public func turn() throws(Place.Cut) {
    try lookAtDue()
    try healTogether()
    try stepMigration()
  }

  public func lookAtDue() throws(Place.Cut) {
    let now = world.nowBoottimeMs
    for chain in world.chains where wakeAt(chain) <= now { try step(chain) }
  }

  public func lookAtAll() throws(Place.Cut) {
    wakeAll()
    try lookAtDue()
  }

  /// One round for one chain: observe, decide, remember, act.
  private func step(_ chain: ChainName) throws(Place.Cut) {
    guard try isSaved() else {
      memories[chain, default: ChainMemory()].wakeAt = world.nowBoottimeMs + Self.retryMs
      return
    }
    guard let settings = world.settings(of: chain) else { return }
    guard let look = try world.look(at: chain, state) else {
      startOver()
      return try lookAtAll()
    }
    let now = completed(look, chain)
    let step = ChainPolicy(settings).step(state[chain], seeing: now)
    var memory = memories[chain] ?? ChainMemory()
    memory.seen = now
    memory.waitsFor = step.waitsFor
    memory.isStuck = step.isStuck
    memory.wakeAt = step.wakeAtBoottimeMs ?? now.nowBoottimeMs + Self.idleMs
    memories[chain] = memory

    let changed = step.next != state[chain]
    if changed {
      var next = state
      next[chain] = step.next
      // What isn't durable is neither told nor acted on; the next look decides it anew.
      guard try remember(next) else {
        memories[chain]?.wakeAt = now.nowBoottimeMs + Self.retryMs
        return
      }
    }
    tellDecided(chain)
    // In their order, up to the first that fails: a later one may need it.
    for effect in step.effects {
      guard try perform(effect, of: chain) else { break }
    }
    var wakeAt = memory.wakeAt
    // Something was just decided, or set in motion: see soon what came of it.
    if changed {
      wakeAt = 0
    } else if step.effects.contains(where: { $0 != .probeHeight }) {
      wakeAt = min(wakeAt, now.nowBoottimeMs + Self.soonMs)
    }
    wakeAt = min(wakeAt, world.attend(to: chain, now) ?? .max)
    memories[chain]?.wakeAt = Self.aligned(wakeAt, now.nowBoottimeMs)
  }

  /// A whole second for a look that is seconds away: then one wake-up is for all chains. The next one, or that
  /// of just before, at which the last look was meant to be.
  static func aligned(_ wakeAt: Int, _ now: Int) -> Int {
    guard (now + 2_000...now + idleMs).contains(wakeAt) else { return wakeAt }
    return (wakeAt + 900) / 1_000 * 1_000
  }

  /// Restarts a process that serves several chains, when one of them is ill and the others allow it.
  private func healTogether() throws(Place.Cut) {
    guard state.operation == nil, try isSaved() else { return }
    let isShared = world.chains.contains { chain in
      memories[chain]?.seen?.current.generation.map {
        $0.unit == world.settings(of: chain)?.sharedUnit
      } == true
    }
    guard isShared else { return }
    var chains: [ChainName: SharedHealing.Chain] = [:]
    for chain in world.chains {
      guard let seen = memories[chain]?.seen, let settings = world.settings(of: chain) else {
        continue
      }
      chains[chain] = SharedHealing.Chain(seen, settings)
    }
    guard let next = SharedHealing.step(state, seeing: chains) else { return }
    _ = try begin(next)
  }

  // MARK: Looking

  /// A look for a decision about an order, with what the loop itself knows.
  public func lookForGates(at chain: ChainName) -> ChainObservation {
    completed(world.lookForGates(at: chain, state), chain)
  }

  private func completed(_ look: ChainObservation, _ chain: ChainName) -> ChainObservation {
    var seen = look
    seen.effectFailure = memories[chain]?.effects.last
    seen.isHostBusy = state.chains.contains {
      $0.key != chain && $0.value.operation != nil && memories[$0.key]?.isStuck != true
    }
    guard let settings = world.settings(of: chain) else { return seen }
    let isShared = seen.current.generation?.unit == settings.sharedUnit
    for other in state[chain].operation?.together?.chains ?? (isShared ? settings.companions : []) {
      seen.companions[other] = companion(other)
    }
    return seen
  }

  private func companion(_ chain: ChainName) -> Companion {
    let (state, owner) = (state[chain], world.owner(of: chain))
    guard let settings = world.settings(of: chain) else {
      return Companion(
        owner: owner, operation: state.operation, lastOperation: state.lastOperation)
    }
    return Companion(owner: owner, state, seen: memories[chain]?.seen, settings: settings)
  }

  // MARK: Remembering

  /// Whether the disk holds the state. After a save that failed it may hold either: what is remembered
  /// has to be there again before anything follows from it.
  func isSaved() throws(Place.Cut) -> Bool {
    guard unsaved != nil else { return true }
    return try remember(state)
  }

  /// Makes `next` the state, on disk first. False when it couldn't be.
  func remember(_ next: AgentState) throws(Place.Cut) -> Bool {
    if let failure = try world.save(next) {
      if unsaved != failure { world.tell(.unsaved(failure)) }
      unsaved = failure
      return false
    }
    unsaved = nil
    let before = state
    state = next
    world.tell(.saved(next, after: before))
    // Its operation wakes a migration by ending.
    if before.operation != nil, next.operation == nil { migrationWakeAt = 0 }
    return true
  }

  /// Makes what was accepted or begun durable, and looks at all chains in the next turn.
  ///
  /// Returns why it couldn't be; then nothing has begun.
  public func begin(_ next: AgentState) throws(Place.Cut) -> Failure? {
    let before = state
    guard try isSaved(), try remember(next) else {
      return unsaved ?? Failure(.stateUnsaved, "cannot save the state")
    }
    wakeAll()
    for chain in world.chains where next[chain].operation != before[chain].operation {
      // What failed before has nothing to do with what begins.
      memories[chain]?.effects = EffectLog()
      tellDecided(chain)
    }
    return nil
  }

  private func tellDecided(_ chain: ChainName) {
    world.tell(.decided(chain, state[chain], waitsFor: memories[chain]?.waitsFor))
  }

  // MARK: Acting

  private func perform(_ effect: Effect, of chain: ChainName) throws(Place.Cut) -> Bool {
    var memory = memories[chain] ?? ChainMemory()
    // systemd has it, and what comes of it shows: the same again is no more than noise.
    let begun = world.nowBoottimeMs
    if let last = memory.ordered[effect], begun - last < Self.repeatMs { return true }
    let failure = try world.perform(effect, of: chain)
    defer { memories[chain] = memory }
    guard let failure else {
      memory.effects.succeeded(effect)
      if effect.isOrder { memory.ordered[effect] = begun }
      return true
    }
    if memory.effects.last?.failure != failure { world.tell(.effectFailed(chain, effect, failure)) }
    memory.effects.failed(effect, failure, atBoottimeMs: world.nowBoottimeMs)
    return false
  }
}
