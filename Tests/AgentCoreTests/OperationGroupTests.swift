import AgentCore
import Basics
import Testing

/// Chains that one process serves: what is done to one is done to all, and none gets ahead.
@Suite struct OperationGroupTests {
  private let together = OperationGroup(group: "g", chains: [TwoChains.delta])

  private func accept(
    _ verb: Command.Verb, _ together: OperationGroup? = nil, unit: String? = nil,
    _ topology: Topology = .unified
  ) throws(Failure) -> Operation {
    try CommandPolicy.accept(
      Command(
        id: "op", chain: TwoChains.alpha, verb: verb, unit: unit, together: together),
      state: TwoChains.state(topology), seeing: TwoChains.seen(TwoChains.alpha, topology),
      settings: TwoChains.settings(TwoChains.alpha),
      releases: TwoChains.observation(topology).releases
    ).get().operation
  }

  @Test func nothingOfAnOrderIsLostWhereItIsForAll() throws {
    var command = Command(
      id: "op-1", chain: TwoChains.alpha, verb: .swap("3.0.0"), acceptsHalt: "a", unit: "u")
    command.acceptsConversion = "b"
    command.ledgerPutBackBy = "c"
    command.leadsBack = true
    let both = command.together(with: [TwoChains.delta])
    #expect(both.map(\.id) == ["op-1-alpha", "op-1-delta"])
    #expect(both.map(\.chain) == [TwoChains.alpha, TwoChains.delta])
    #expect(both.map(\.together?.chains) == [[TwoChains.delta], [TwoChains.alpha]])
    for one in both {
      #expect(one.verb == command.verb)
      #expect(one.acceptsHalt == "a")
      #expect(one.unit == "u")
      #expect(one.acceptsConversion == "b")
      #expect(one.ledgerPutBackBy == "c")
      #expect(one.leadsBack)
    }
  }

  @Test(arguments: [Command.Verb.restart, .stop, .disable, .rollback])
  func nobodyStopsTheProcessOfOthersByAccident(_ verb: Command.Verb) {
    #expect { _ = try accept(verb) } throws: {
      ($0 as? Failure)?.kind.rawValue == "served_together"
    }
  }

  @Test func itsClientsAreItsOwn() throws {
    #expect(try accept(.drain(Command.Drain(withoutPeers: true))).kind == .drain)
    #expect(try accept(.restart, together).together == together)
  }

  // MARK: Taking over

  /// Alpha's way back can't get its node up; delta's waits for it.
  private func takeOver(_ verb: Command.Verb, delta group: String = "g") -> Result<
    [Accepted], Failure
  > {
    var state = TwoChains.state(.unified)
    for chain in [TwoChains.alpha, TwoChains.delta] {
      let owner = TwoChains.owner(chain, .unified)
      let isAlpha = chain == TwoChains.alpha
      var operation = Operation(
        id: "op-\(chain)", kind: .restart, chain: chain, strategy: .park, from: owner,
        target: owner,
        phase: isAlpha ? .start : .stop,
        clock: PhaseClock(
          sinceUnixMs: TwoChains.now, sinceBoottimeMs: 1_000_000, bootID: TwoChains.boot))
      operation.direction = .back
      operation.timeline = [
        PhaseRecord(operation.phase, .back, startedUnixMs: TwoChains.now)
      ]
      operation.together = OperationGroup(
        group: isAlpha ? "g" : group, chains: [isAlpha ? TwoChains.delta : TwoChains.alpha])
      state[chain].operation = operation
    }
    let orders = Command(id: "op-2", chain: TwoChains.alpha, verb: verb)
      .together(with: [TwoChains.delta]).map { command in
        var now = TwoChains.seen(command.chain, .unified)
        now.supervisors[TwoChains.shared]?.state = .backoff
        now.supervisors[TwoChains.shared]?.nodePID = 0
        now.supervisors[TwoChains.shared]?.failures = 3
        now.supervisors[TwoChains.shared]?.lastExit = NodeExit(
          kind: .code, value: 101, ordered: false, clean: false, atUnixMs: TwoChains.now)
        return Order(command, seeing: now, settings: TwoChains.settings(command.chain))
      }
    return CommandPolicy.accept(all: orders, state: state, releases: [TwoChains.unified])
  }

  @Test func anOrderForAllTakesOverFromAllThatGoInStepWithOneThatIsStuck() throws {
    let accepted = try takeOver(.stop).get()
    #expect(accepted.map(\.operation.id) == ["op-2-alpha", "op-2-delta"])
    let state = try #require(accepted.last).state
    for chain in [TwoChains.alpha, TwoChains.delta] {
      #expect(state[chain].operation?.kind == .stop)
      #expect(state[chain].lastOperation?.outcome == .superseded)
    }
  }

  @Test(arguments: [(Command.Verb.start, "g"), (.stop, "another")])
  func itTakesOverFromNothingElse(_ verb: Command.Verb, _ group: String) {
    guard case .failure(let failure) = takeOver(verb, delta: group) else {
      Issue.record("it began")
      return
    }
    #expect(failure.kind.rawValue == "busy")
  }

  // MARK: In step

  /// Alpha's operation on its way from the split into one process, with delta's as told.
  private func step(
    _ phase: Phase, _ direction: Direction = .forward, delta: Operation?,
    _ look: (inout ChainObservation) -> Void = { _ in }
  ) -> Step {
    var operation = Self.operation(TwoChains.alpha, phase, direction)
    operation.stopOrdered = phase != .raise && phase != .divert && phase != .drain
    var state = TwoChains.state(.split)[TwoChains.alpha]
    state.operation = operation
    var seen = TwoChains.seen(TwoChains.alpha, .split)
    seen.relay = RelayReport(
      route: .relay, parked: 0, sinceUnixMilliseconds: 0,
      sockets: [.init(address: "0.0.0.0:3030", verified: true)])
    for unit in ["adnet-alpha-rest-drain.socket", "adnet-relay@alpha.service"] {
      seen.units[unit]?.activity = .active
    }
    seen.companions[TwoChains.delta] = Companion(
      owner: TwoChains.owner(TwoChains.delta, .split), operation: delta)
    look(&seen)
    return ChainPolicy(TwoChains.settings(TwoChains.alpha)).step(state, seeing: seen)
  }

  private static func operation(
    _ chain: ChainName, _ phase: Phase, _ direction: Direction = .forward
  ) -> Operation {
    var operation = Operation(
      id: "g-\(chain)", kind: .swap, chain: chain, strategy: .park,
      from: TwoChains.owner(chain, .split), target: TwoChains.owner(chain, .unified, number: 5),
      phase: phase,
      clock: PhaseClock(
        sinceUnixMs: TwoChains.now, sinceBoottimeMs: 1_000_000, bootID: TwoChains.boot))
    operation.direction = direction
    operation.together = OperationGroup(
      group: "g", chains: [TwoChains.alpha, TwoChains.delta].filter { $0 != chain })
    return operation
  }

  private func dead(_ seen: inout ChainObservation) {
    seen.units["adnet@alpha.service"]?.activity = .inactive
    seen.emptyGroups.insert("adnet@alpha.service")
    seen.supervisors = [:]
    seen.lock = .free
  }

  @Test func nothingIsStoppedBeforeTheOthersClientsAreAway() {
    let waits = step(.stop, delta: Self.operation(TwoChains.delta, .drain))
    #expect(waits.effects == [])
    #expect(waits.waitsFor?.contains("clients of chain delta") == true)
    let goes = step(.stop, delta: Self.operation(TwoChains.delta, .stop))
    #expect(goes.effects == [.stopUnits(["adnet@alpha.service"])])
  }

  @Test func theProcessIsStartedWhenItOwnsAll() {
    let mine = TwoChains.owner(TwoChains.alpha, .unified, number: 5)
    let waits = step(.start, delta: Self.operation(TwoChains.delta, .own)) {
      dead(&$0)
      $0.current = .generation(mine)
    }
    #expect(waits.effects == [])
    #expect(waits.waitsFor?.contains("activated for chain delta") == true)
    let goes = step(.start, delta: Self.operation(TwoChains.delta, .start)) {
      dead(&$0)
      $0.current = .generation(mine)
      $0.companions[TwoChains.delta]?.owner = TwoChains.owner(
        TwoChains.delta, .unified, number: 9)
    }
    #expect(goes.effects == [.startUnits([TwoChains.shared])])
    // As in a restart: it would be stopped again.
    let early = step(.start, delta: Self.operation(TwoChains.delta, .stop)) {
      dead(&$0)
      $0.current = .generation(mine)
      $0.companions[TwoChains.delta]?.owner = TwoChains.owner(
        TwoChains.delta, .unified, number: 9)
    }
    #expect(early.effects == [])
    #expect(early.waitsFor?.contains("chain delta to be ready for") == true)
  }

  @Test func whenOneTurnsBackAllDo() {
    var delta = Self.operation(TwoChains.delta, .stop, .back)
    delta.failure = Failure(.timedOut(.stop), "cannot stop the node")
    let turned = step(.stop, delta: delta)
    #expect(turned.next.operation?.direction == .back)
    #expect(turned.next.operation?.failure?.kind.rawValue == "companion_failed")
    #expect(turned.next.operation?.failure?.text.contains("cannot stop the node") == true)
    // The same when it is gone, as after somebody's hand in the state.
    #expect(step(.drain, delta: nil).next.operation?.direction == .back)
    // Not once every watch was over.
    #expect(step(.enable, delta: delta).next.operation?.direction != .back)
  }
}
