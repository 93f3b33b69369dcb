import AgentCore
import Basics
import Testing

@Suite struct MigrationTests {
  func start(
    _ goal: Topology, release: String? = "3.0.0", ifFails: Migration.IfFails = .stay
  ) -> MigrationCommand {
    .start(
      MigrationCommand.Start(id: "m1", goal: goal, release: release, ifFails: ifFails))
  }

  func accept(
    _ command: MigrationCommand, _ state: AgentState, _ observation: MigrationObservation
  ) throws(Failure) -> AgentState {
    try MigrationPolicy.accept(command, state: state, seeing: observation).get().state
  }

  func refusal(
    _ command: MigrationCommand, _ state: AgentState, _ observation: MigrationObservation
  ) -> String? {
    switch MigrationPolicy.accept(command, state: state, seeing: observation) {
    case .success: nil
    case .failure(let failure): failure.kind.rawValue
    }
  }

  /// As if the operations of the step under way had ended.
  func end(
    _ state: AgentState, _ outcome: Outcome, _ failure: Failure? = nil
  ) -> AgentState {
    var state = state
    for chain in state.chains.keys {
      guard var operation = state[chain].operation else { continue }
      operation.outcome = outcome
      operation.failure = failure
      operation.endedUnixMs = TwoChains.now
      state[chain].operation = nil
      state[chain].lastOperation = operation
    }
    return state
  }

  /// Long enough for it to wait for an operation or an operator, whatever time it lets pass before.
  func settle(_ state: AgentState, _ topology: Topology) -> AgentState {
    var state = state
    var observation = TwoChains.observation(topology)
    for _ in 0..<8 {
      observation.nowUnixMs += 20_000
      state = MigrationPolicy.step(state, seeing: observation).next
    }
    return state
  }

  private func operations(_ state: AgentState) -> [String] {
    [TwoChains.alpha, TwoChains.delta].compactMap { chain in
      state[chain].operation.map { "\($0.id): \($0.target?.unit ?? "")" }
    }
  }

  @Test func itGivesTheOrdersOfOneStepAfterTheOther() throws {
    var state = try accept(
      start(.unified), TwoChains.state(.separate), TwoChains.observation(.separate))
    #expect(state.operation == nil)
    state = settle(state, .separate)
    #expect(operations(state) == ["m1-1-alpha: adnet@alpha.service"])
    state = settle(end(state, .done), .separate)
    #expect(operations(state) == ["m1-2-delta: adnet@delta.service"])
    state = settle(end(state, .done), .split)
    #expect(
      operations(state) == ["m1-3-alpha: adnet.service", "m1-3-delta: adnet.service"])
    for chain in [TwoChains.alpha, TwoChains.delta] {
      #expect(state[chain].operation?.together?.group == "m1-3")
    }
    state = settle(end(state, .done), .unified)
    #expect(state.migration?.state == .done)
    #expect(state.operation == nil)
  }

  /// A first step may be one that this host and this release are fit for.
  @Test(arguments: [
    (Topology.separate, Topology.split, 0), (.separate, .unified, 2), (.split, .unified, 2),
  ])
  func whatALaterStepNeedsIsKnownBeforeTheFirst(from: Topology, to goal: Topology, count: Int)
    throws
  {
    var observation = TwoChains.observation(from)
    observation.fitness[TwoChains.unified] = ReleaseFitness(modes: ["alpha-only", "delta-only"])
    for (chain, seen) in observation.chains {
      var (now, settings) = (seen.now, seen.settings)
      now.host.smallForShared = "this host has 31.0 GiB"
      settings.modes = ["adnet@\(chain).service": "\(chain)-only", TwoChains.shared: "dual"]
      observation.chains[chain] = MigrationObservation.Chain(now, settings, account: seen.account)
    }
    let gates = try MigrationPolicy.accept(
      start(goal), state: TwoChains.state(from), seeing: observation, dryRun: true
    ).get().plan.gates.values.flatMap { $0 }
    #expect(gates.filter { $0.text == "this host has 31.0 GiB" }.count == count)
    #expect(gates.blocked.filter { $0.text.contains("has no mode dual") }.count == count)
    let refused = refusal(start(goal), TwoChains.state(from), observation)
    #expect(refused == (count == 0 ? nil : "gate_release"))
  }

  /// One chain has seen that every watch is over, the other's agent died before it did.
  @Test(arguments: [MigrationCommand.abort, .rollback])
  func whatIsAsGoodAsDoneForOneIsTurnedAroundForNone(_ order: MigrationCommand) throws {
    for isOver in [false, true] {
      var state = settle(
        try accept(start(.unified), TwoChains.state(.split), TwoChains.observation(.split)), .split)
      state[TwoChains.alpha].operation?.phase = .watch
      state[TwoChains.delta].operation?.phase = .enable
      if isOver {
        state[TwoChains.delta].operation?.outcome = .done
        state[TwoChains.delta].lastOperation = state[TwoChains.delta].operation
        state[TwoChains.delta].operation = nil
      }
      let next = try accept(order, state, TwoChains.observation(.unified))
      #expect(next[TwoChains.alpha].operation?.direction == .forward)
      #expect(next[TwoChains.alpha] == state[TwoChains.alpha])
      #expect(next[TwoChains.delta] == state[TwoChains.delta])
      // Until then all of them turn around.
      state[TwoChains.delta] = state[TwoChains.alpha]
      state[TwoChains.delta].operation = nil
      let alone = try accept(order, state, TwoChains.observation(.unified))
      #expect(alone[TwoChains.alpha].operation?.direction == .back)
    }
  }

  @Test func aStepIsTriedTwiceAndThenSomebodyIsAsked() throws {
    var state = settle(
      try accept(start(.unified), TwoChains.state(.separate), TwoChains.observation(.separate)),
      .separate)
    let failure = Failure(.nodeExited, "cannot start it")
    let soon = MigrationPolicy.step(
      MigrationPolicy.step(
        end(state, .rolledBack, failure), seeing: TwoChains.observation(.separate)
      ).next,
      seeing: TwoChains.observation(.separate))
    #expect(soon.next.operation == nil)
    #expect(soon.waitsFor?.contains("before the step is retried") == true)
    state = settle(end(state, .rolledBack, failure), .separate)
    #expect(operations(state).first?.hasPrefix("m1-1.2-alpha") == true)
    state = settle(end(state, .rolledBack, failure), .separate)
    #expect(state.migration?.state == .asks)
    #expect(state.migration?.failure == failure)
    #expect(state.operation == nil)
    // Asked to go on, it tries twice more, under other names.
    state = settle(try accept(.resume, state, TwoChains.observation(.separate)), .separate)
    #expect(operations(state).first?.hasPrefix("m1-2-alpha") == true)
    #expect(state.migration?.steps.first?.state == .failed)
  }

  @Test func itGoesBackByItselfWhereThatIsWanted() throws {
    var state = settle(
      try accept(
        start(.unified, ifFails: .back), TwoChains.state(.separate),
        TwoChains.observation(.separate)),
      .separate)
    state = settle(end(state, .done), .separate)
    var mixed = TwoChains.observation(.separate)
    mixed.chains[TwoChains.alpha] = TwoChains.observation(.split).chains[TwoChains.alpha]
    for _ in 0..<2 {
      state = end(state, .rolledBack, Failure(.nodeExited, "cannot start it"))
      mixed.nowUnixMs += 60_000
      for _ in 0..<3 { state = MigrationPolicy.step(state, seeing: mixed).next }
      mixed.nowUnixMs += 60_000
      state = MigrationPolicy.step(state, seeing: mixed).next
    }
    #expect(state.migration?.goesBack == true)
    #expect(operations(state) == ["m1-3-alpha: alphaos.service"])
    state = settle(end(state, .done), .separate)
    #expect(state.migration?.state == .rolledBack)
  }

  @Test func anAbortTurnsTheStepUnderWayAround() throws {
    var state = settle(
      try accept(start(.split), TwoChains.state(.separate), TwoChains.observation(.separate)),
      .separate)
    state = try accept(.abort, state, TwoChains.observation(.separate))
    #expect(state[TwoChains.alpha].operation?.direction == .back)
    state = settle(end(state, .failed, Failure(.aborted, "the migration was aborted")), .separate)
    #expect(state.migration?.state == .aborted)
    #expect(state.operation == nil)
  }

  @Test func aRollbackInTheMiddleTurnsAroundAndThenLeadsBack() throws {
    var state = settle(
      try accept(start(.unified), TwoChains.state(.separate), TwoChains.observation(.separate)),
      .separate)
    state = settle(end(state, .done), .separate)
    var mixed = TwoChains.observation(.separate)
    mixed.chains[TwoChains.alpha] = TwoChains.observation(.split).chains[TwoChains.alpha]
    state = try accept(.rollback, state, mixed)
    #expect(state[TwoChains.delta].operation?.direction == .back)
    state = end(state, .failed, Failure(.aborted, "the migration is rolled back"))
    for _ in 0..<3 { state = MigrationPolicy.step(state, seeing: mixed).next }
    #expect(operations(state) == ["m1-3-alpha: alphaos.service"])
    state = settle(end(state, .done), .separate)
    #expect(state.migration?.state == .rolledBack)
  }

  @Test func aPauseBeginsNothingMore() throws {
    var state = settle(
      try accept(start(.unified), TwoChains.state(.separate), TwoChains.observation(.separate)),
      .separate)
    state = settle(
      end(try accept(.pause, state, TwoChains.observation(.separate)), .done), .separate)
    #expect(state.operation == nil)
    #expect(state.migration?.state == .paused)
    state = settle(try accept(.resume, state, TwoChains.observation(.separate)), .separate)
    #expect(state.operation != nil)
  }

  @Test func whatIsDoneCanBeUndoneUntilItIsFinished() throws {
    var state = TwoChains.state(.separate)
    state = settle(try accept(start(.split), state, TwoChains.observation(.separate)), .separate)
    state = settle(end(state, .done), .separate)
    state = settle(end(state, .done), .split)
    #expect(state.migration?.state == .done)
    #expect(state.releasesInUse.contains(TwoChains.own(TwoChains.alpha)))
    let back = settle(try accept(.rollback, state, TwoChains.observation(.split)), .split)
    #expect(operations(back) == ["m1-3-alpha: alphaos.service"])
    #expect(state[TwoChains.alpha].retired?.unit == "alphaos.service")
    let finished = try accept(.finish, state, TwoChains.observation(.split))
    #expect(refusal(.rollback, finished, TwoChains.observation(.split)) == "migration_finished")
    #expect(finished[TwoChains.alpha].retired?.isOver == true)
  }

  @Test func whatWasRolledBackCanBeFinishedAndItsReleasesRemoved() throws {
    var state = TwoChains.state(.separate)
    state = settle(try accept(start(.split), state, TwoChains.observation(.separate)), .separate)
    state = settle(end(state, .done), .separate)
    state = settle(end(state, .done), .split)
    state = settle(try accept(.rollback, state, TwoChains.observation(.split)), .split)
    var mixed = TwoChains.observation(.split)
    mixed.chains[TwoChains.alpha] = TwoChains.observation(.separate).chains[TwoChains.alpha]
    state = end(state, .done)
    for _ in 0..<3 { state = MigrationPolicy.step(state, seeing: mixed).next }
    state = settle(end(state, .done), .separate)
    for chain in [TwoChains.alpha, TwoChains.delta] {
      // As the operations leave it: the unified program was proven last before this one.
      state[chain].proven = TwoChains.owner(chain, .separate)
      state[chain].previous = TwoChains.owner(chain, .split)
      state[chain].ledger = LedgerState(
        backup: LedgerBackup(of: TwoChains.own(chain), atUnixMs: 0, height: 1))
    }
    #expect(state.migration?.state == .rolledBack)
    #expect(state.releasesInUse.contains(TwoChains.unified))
    let finished = try accept(.finish, state, TwoChains.observation(.separate))
    #expect(finished.migration?.state == .finished)
    #expect(refusal(.finish, finished, TwoChains.observation(.separate)) == "already_finished")
    #expect(refusal(.rollback, state, TwoChains.observation(.separate)) == "already_rolled_back")
    #expect(!finished.releasesInUse.contains(TwoChains.unified))
    #expect(finished[TwoChains.alpha].ledger?.backup?.isOver == true)
  }

  /// It began in a network that could do without this node, and now it can't.
  @Test func whatOnlyWaitsForAGateSaysSoAndAHaltCanBeAccepted() throws {
    let halting = TwoChains.observation(.separate).withoutCommittee
    var state = try accept(
      start(.unified), TwoChains.state(.separate), TwoChains.observation(.separate))
    let waits = MigrationPolicy.step(state, seeing: halting)
    #expect(waits.next.operation == nil)
    #expect(
      waits.waitsFor?.hasSuffix("; adnet-agent migrate resume --accept-halt overrides this")
        == true)
    // Nobody has to pause it for that.
    state = try MigrationPolicy.accept(.resume, state: state, seeing: halting, acceptsHalt: "root")
      .get().state
    let goes = MigrationPolicy.step(state, seeing: halting)
    #expect(goes.waitsFor == nil)
    #expect(goes.next[TwoChains.alpha].operation?.acceptedHalt == "root")
  }

  @Test func aWayBackThatOnlyWaitsForAGateCanAcceptAHalt() throws {
    var state = TwoChains.state(.separate)
    state = settle(try accept(start(.split), state, TwoChains.observation(.separate)), .separate)
    state = settle(end(state, .done), .separate)
    state = settle(end(state, .done), .split)
    for before in [nil, "root"] as [String?] {
      var back = try MigrationPolicy.accept(
        .rollback, state: state, seeing: TwoChains.observation(.split), acceptsHalt: before
      ).get().state
      #expect(back.migration?.acceptedHalt == before)
      guard before == nil else { continue }
      back = try MigrationPolicy.accept(
        .rollback, state: back, seeing: TwoChains.observation(.split), acceptsHalt: "somebody"
      ).get().state
      #expect(back.migration?.acceptedHalt == "somebody")
      #expect(back.migration?.goesBack == true)
    }
  }

  /// What was accepted for the way there isn't accepted for an order of days later.
  @Test func aWayBackAfterTheEndAsksForItsOwnAcceptance() throws {
    let guarded = TwoChains.observation(.split).withoutCommittee
    var state = TwoChains.state(.separate)
    state = try MigrationPolicy.accept(
      .start(
        MigrationCommand.Start(id: "m1", goal: .split, release: "3.0.0", acceptsHalt: "root")),
      state: state, seeing: TwoChains.observation(.separate).withoutCommittee
    ).get().state
    #expect(state.migration?.acceptedHalt == "root")
    state = settle(end(settle(state, .separate), .done), .separate)
    state = settle(end(state, .done), .split)
    #expect(state.migration?.state == .done)
    let asks = try accept(.rollback, state, guarded)
    #expect(asks.migration?.acceptedHalt == nil)
    let waits = MigrationPolicy.step(asks, seeing: guarded)
    #expect(waits.next.operation == nil)
    #expect(
      waits.waitsFor?.hasSuffix("; adnet-agent migrate rollback --accept-halt overrides this")
        == true)
    let back = try MigrationPolicy.accept(
      .rollback, state: state, seeing: guarded, acceptsHalt: "somebody"
    ).get()
    #expect(back.state.migration?.acceptedHalt == "somebody")
    #expect(back.plan.gates.values.flatMap(\.blocked).isEmpty)
    #expect(MigrationPolicy.step(back.state, seeing: guarded).next.operation != nil)
    // Its plan tells what it would wait for.
    let plan = try MigrationPolicy.accept(.rollback, state: state, seeing: guarded, dryRun: true)
      .get().plan
    #expect(plan.gates[TwoChains.alpha]?.blocked.map(\.name) == [.quorum])
  }

  /// One that hasn't ended goes on with what was accepted for it, whichever way.
  @Test func aWayBackFromTheMiddleGoesOnWithWhatWasAccepted() throws {
    let guarded = TwoChains.observation(.separate).withoutCommittee
    var state = try MigrationPolicy.accept(
      .start(
        MigrationCommand.Start(id: "m1", goal: .split, release: "3.0.0", acceptsHalt: "root")),
      state: TwoChains.state(.separate), seeing: guarded
    ).get().state
    state = try accept(.rollback, state, guarded)
    #expect(state.migration?.acceptedHalt == "root")
  }

  /// A release without a feature isn't put in place, unless it is what ran here before.
  @Test func featuresKeepNobodyFromGoingBack() throws {
    func observation(_ topology: Topology, unified: [String], own: [String]) -> MigrationObservation
    {
      var observation = TwoChains.observation(topology)
      observation.fitness[TwoChains.unified] = ReleaseFitness(features: unified)
      for chain in [TwoChains.alpha, TwoChains.delta] {
        observation.fitness[TwoChains.own(chain)] = ReleaseFitness(features: own)
      }
      return observation
    }
    let worse = observation(.separate, unified: ["a"], own: ["a", "b"])
    #expect(refusal(start(.split), TwoChains.state(.separate), worse) == "gate_release")
    let back = observation(.split, unified: ["a", "b"], own: ["a"])
    var state = try accept(start(.separate, release: nil), TwoChains.state(.split), back)
    state = MigrationPolicy.step(state, seeing: back).next
    #expect(operations(state) == ["m1-1-alpha: alphaos.service"])
  }

  @Test func theHookRunsBeforeAndAfterAndStopsWhatItRefuses() throws {
    var state = try accept(
      start(.split), TwoChains.state(.separate), TwoChains.observation(.separate))
    var observation = TwoChains.observation(.separate)
    observation.hooks = [:]
    func step() -> MigrationPolicy.Step { MigrationPolicy.step(state, seeing: observation) }
    func show(_ activity: UnitState.Activity, _ unit: String, result: String = "success") {
      var hook = UnitState(name: unit)
      hook.activity = activity
      hook.result = result
      observation.hooks = [unit: hook]
    }
    state = step().next
    #expect(state.migration?.steps[0].state == .preparing)
    // What can't be seen is waited for.
    #expect(step().effects == [])
    let before = "adnet-hook@before-split-alpha:m1-1.0.0.service"
    show(.inactive, before)
    #expect(step().effects == [.startUnits([before])])
    show(.activating, before)
    #expect(step().effects == [])
    show(.active, before)
    #expect(step().effects == [.stopUnits([before])])
    state = end(step().next, .done)
    state = step().next
    #expect(state.migration?.steps[0].state == .concluding)
    let after = "adnet-hook@after-split-alpha:m1-1.1.0.service"
    show(.failed, after, result: "timeout")
    state = step().next
    #expect(state.migration?.state == .asks)
    #expect(state.migration?.failure?.kind.rawValue == "hook_failed")
    #expect(state.migration?.failure?.text.contains("it took too long") == true)
    // An operator who says so goes on without it.
    var mixed = TwoChains.observation(.separate)
    mixed.chains[TwoChains.alpha] = TwoChains.observation(.split).chains[TwoChains.alpha]
    mixed.hooks = [:]
    state = try accept(.resume, state, mixed)
    #expect(state.migration?.steps[0].state == .done)
    let next = state.migration.map { $0.hook(.before, 1) } ?? ""
    #expect(next == "adnet-hook@before-split-delta:m1-2.0.1.service")
    for name in [before, after, next] {
      #expect(MigrationHook.isUnit(name, chains: [TwoChains.alpha, TwoChains.delta]))
    }
  }

  @Test(arguments: [
    "adnet-hook@before-split-gamma:m1.service", "adnet-hook@now-split-alpha:m1.service",
    "adnet-hook@before-both-alpha:m1.service", "adnet-hook@before-split-alpha.service",
    "adnet-hook@before-split-alpha:M1.service", "adnet-hook@before-split-alpha:a:b.service",
    "adnet-hook@before-split-:m1.service", "adnet-hook@before-split-alpha:m1.socket",
    "sshd.service", "adnet-hook@before-split-alpha:../x.service", "adnet-hook@.service",
  ])
  func noOtherUnitIsTakenForAHook(_ name: String) {
    #expect(!MigrationHook.isUnit(name, chains: [TwoChains.alpha, TwoChains.delta]))
  }

  @Test func whatIsInTheWayIsToldBeforeAnythingIsTouched() throws {
    let state = TwoChains.state(.separate)
    let observation = TwoChains.observation(.separate)
    #expect(refusal(start(.unified, release: nil), state, observation) == "release_missing")
    #expect(refusal(start(.unified, release: "9"), state, observation) == "release_unknown")
    #expect(refusal(start(.separate), state, observation) == "release_unknown")
    #expect(refusal(start(.separate, release: nil), state, observation) == "nothing_to_do")
    let accounts = TwoChains.observation(.separate) { "adnet-\($0)" }
    #expect(refusal(start(.unified), state, accounts) == "accounts_differ")
    #expect(refusal(start(.split), state, accounts) == nil)
    var disabled = state
    disabled[TwoChains.delta].enabled = false
    #expect(refusal(start(.unified), disabled, observation) == "chain_disabled")
    #expect(refusal(start(.split), disabled, observation) == nil)
    for command in [MigrationCommand.pause, .resume, .abort, .rollback, .finish] {
      #expect(refusal(command, state, observation) == "no_migration")
    }
    var flat = observation
    var seen = TwoChains.seen(TwoChains.delta, .separate)
    seen.host.upgraders = ["ac-dc"]
    flat.chains[TwoChains.delta] = MigrationObservation.Chain(
      seen, TwoChains.settings(TwoChains.delta), account: "adnet-node")
    #expect(refusal(start(.unified), state, flat) == "gate_upgrader")
    let open = try accept(start(.unified), state, observation)
    #expect(refusal(start(.split), open, observation) == "busy")
    // Whoever wants a chain otherwise has to stop it first.
    let order = CommandPolicy.accept(
      Command(id: "op", chain: TwoChains.alpha, verb: .restart), state: open,
      seeing: TwoChains.seen(TwoChains.alpha, .separate),
      settings: TwoChains.settings(TwoChains.alpha), releases: observation.releases)
    #expect(
      { if case .failure(let failure) = order { failure.kind.rawValue } else { nil } }() == "busy")
  }
}
