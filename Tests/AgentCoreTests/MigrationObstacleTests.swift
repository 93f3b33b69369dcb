import AgentCore
import Basics
import Testing

/// What is in the way of a migration is told all at once, each with the command that removes it.
@Suite struct MigrationObstacleTests {
  private static let (alpha, delta) = (TwoChains.alpha, TwoChains.delta)

  private func start(_ goal: Topology, _ release: String?) -> MigrationCommand {
    .start(MigrationCommand.Start(id: "m1", goal: goal, release: release))
  }

  private func plan(
    _ state: AgentState, _ observation: MigrationObservation, _ release: String? = "3.0.0"
  ) throws -> MigrationPlan {
    try MigrationPolicy.accept(
      start(.unified, release), state: state, seeing: observation, dryRun: true
    ).get().plan
  }

  private func refusal(_ state: AgentState, _ observation: MigrationObservation) -> Failure? {
    switch MigrationPolicy.accept(start(.unified, "9"), state: state, seeing: observation) {
    case .success: nil
    case .failure(let failure): failure
    }
  }

  /// Delta is stopped and not enabled, its account is another one, the release isn't there, and somebody
  /// else exchanges binaries.
  private func everything() -> (AgentState, MigrationObservation) {
    var state = TwoChains.state(.separate)
    state[Self.delta].enabled = false
    state[Self.alpha].desired = .stopped
    var observation = TwoChains.observation(.separate) { "adnet-\($0)" }
    var seen = TwoChains.seen(Self.alpha, .separate)
    seen.supervisors = [:]
    seen.host.upgraders = ["ac-dc"]
    observation.chains[Self.alpha] = MigrationObservation.Chain(
      seen, TwoChains.settings(Self.alpha), account: "adnet-alpha")
    return (state, observation)
  }

  @Test func allOfThemAreInThePlanWithTheirCommands() throws {
    let (state, observation) = everything()
    let plan = try plan(state, observation, "9")
    #expect(
      plan.obstacles.map { "\($0.kind): \($0.hint ?? "")" } == [
        "node_not_ready: adnet-agent start alpha",
        "release_unknown: adnet-agent release add FILE --name adnet --version 9; installed: "
          + "\(TwoChains.unified)",
        "chain_disabled: adnet-agent chain enable delta",
        "accounts_differ: adnet-agent account move",
      ])
    // Its gates are asked as well, though no step is known yet.
    #expect(plan.steps.isEmpty)
    #expect(plan.gates[Self.alpha]?.blocked.map(\.name) == [.upgrader])
  }

  @Test func theStepsAreToldWhereTheyAreKnown() throws {
    let (state, observation) = everything()
    let plan = try plan(state, observation)
    #expect(plan.steps.count == 3)
    #expect(plan.obstacles.count == 3)
    #expect(plan.gates[Self.alpha]?.blocked.map(\.name) == [.upgrader])
  }

  /// Whatever else is in the way.
  @Test func whatIsAcceptedIsNoObstacle() throws {
    let (state, observation) = everything()
    let guarded = observation.withoutCommittee
    for who in [nil, "root"] as [String?] {
      let plan = try MigrationPolicy.accept(
        .start(
          MigrationCommand.Start(id: "m1", goal: .unified, release: "9", acceptsHalt: who)),
        state: state, seeing: guarded, dryRun: true
      ).get().plan
      let gates = try #require(plan.gates[Self.alpha])
      #expect(gates.blocked.map(\.name) == (who == nil ? [.quorum, .upgrader] : [.upgrader]))
    }
  }

  @Test func whoeverBeginsIsToldTheFirstAndHowManyMoreThereAre() throws {
    let (state, observation) = everything()
    let failure = try #require(refusal(state, observation))
    #expect(failure.kind.rawValue == "node_not_ready")
    #expect(
      failure.hint == "adnet-agent start alpha; adnet-agent migrate plan shows 4 more obstacles")
  }

  @Test func whatIsUnderWayIsOneOfThem() throws {
    var state = TwoChains.state(.separate)
    state.migration = try MigrationPolicy.accept(
      start(.split, "3.0.0"), state: state, seeing: TwoChains.observation(.separate)
    ).get().state.migration
    state.migration?.state = .asks
    let plan = try plan(state, TwoChains.observation(.separate))
    #expect(plan.obstacles.map(\.kind.rawValue) == ["migration_asks"])
    #expect(
      try self.plan(TwoChains.state(.separate), TwoChains.observation(.separate)).obstacles == [])
  }

  @Test func aLedgerThatTheGoalCannotReadIsOneOfThem() throws {
    var state = TwoChains.state(.unified)
    state[Self.alpha].ledger = LedgerState(
      conversion: LedgerConversion(
        from: TwoChains.own(Self.alpha), to: TwoChains.unified, atUnixMs: 0, height: nil))
    let plan = try MigrationPolicy.accept(
      start(.separate, nil), state: state, seeing: TwoChains.observation(.unified), dryRun: true
    ).get().plan
    #expect(plan.obstacles.map(\.kind.rawValue) == ["past_return"])
  }

  @Test func anOperationThatRunsIsOneOfThem() throws {
    var state = TwoChains.state(.separate)
    state[Self.alpha].operation = Sample.operation(.watch)
    #expect(
      try plan(state, TwoChains.observation(.separate)).obstacles.map(\.kind.rawValue) == ["busy"])
  }

  @Test(arguments: [
    ([], "adnet-agent release add FILE --name adnet --version VERSION"),
    (["3.0.0"], "adnet-agent migrate start --to unified --release 3.0.0"),
    (
      ["3.0.0", "3.1.0"],
      "adnet-agent migrate start --to unified --release VERSION; adnet-agent release list"
    ),
  ])
  func aReleaseThatIsNotNamedIsNamedByTheHint(_ versions: [String], _ hint: String) throws {
    var observation = TwoChains.observation(.separate)
    observation.releases = versions.map {
      ReleaseID(program: "adnet", version: $0, digest: "0f3a9c1b2d4e")!
    }
    let plan = try plan(TwoChains.state(.separate), observation, nil)
    #expect(plan.obstacles.map(\.hint) == [hint])
  }

  // MARK: What it leaves

  /// After 1.0.0, 1.1.0 and a migration there and back.
  private static func been(_ versions: [(program: String, version: String)]) -> ChainState {
    var chain = ChainState(enabled: true, desired: .running)
    for (number, one) in versions.enumerated() {
      let release = ReleaseID(
        program: one.program, version: one.version, digest: "0f3a9c1b2d4e")!
      chain.prove(
        Generation(
          number: number + 1,
          unit: one.program == "adnet" ? "adnet@alpha.service" : "alphaos.service",
          release: release))
    }
    return chain
  }

  @Test(arguments: [
    ([("alphaos", "1.0.0"), ("alphaos", "1.1.0")], "alphaos/1.0.0"),
    ([("alphaos", "1.0.0"), ("adnet", "3.0.0")], nil),
    ([("alphaos", "1.0.0"), ("adnet", "3.0.0"), ("alphaos", "1.0.0")], nil),
    (
      [("alphaos", "1.0.0"), ("alphaos", "1.1.0"), ("adnet", "3.0.0"), ("alphaos", "1.1.0")],
      "alphaos/1.0.0"
    ),
    ([("alphaos", "1.0.0"), ("adnet", "3.0.0"), ("adnet", "3.1.0")], "adnet/3.0.0"),
    (
      [
        ("alphaos", "1.0.0"), ("alphaos", "1.1.0"), ("adnet", "3.0.0"), ("alphaos", "1.1.0"),
        ("alphaos", "1.2.0"),
      ], "alphaos/1.1.0"
    ),
  ])
  func aRollbackSkipsWhatAMigrationHasLeft(
    _ versions: [(program: String, version: String)], _ expected: String?
  ) throws {
    let chain = Self.been(versions)
    let to = expected.map { "\($0)-0f3a9c1b2d4e" }
    #expect(chain.returnsTo?.release.description == to)
    var finished = chain
    finished.finishMigration()
    #expect(finished.returnsTo?.release.description == to)
    // What nobody goes back to any more may be removed.
    let used = [finished.proven, finished.returnsTo].compactMap { $0?.release }
    #expect(finished.releasesInUse == Set(used))
    let result = CommandPolicy.accept(
      Command(id: "op-9", chain: Sample.chain, verb: .rollback), state: Sample.agent(chain),
      seeing: Sample.serving(chain.proven), settings: Sample.settings,
      releases: versions.map {
        ReleaseID(program: $0.program, version: $0.version, digest: "0f3a9c1b2d4e")!
      })
    switch result {
    case .success(let accepted):
      #expect(accepted.operation.target?.release.description == to)
    case .failure(let failure):
      #expect(failure.kind.rawValue == "no_previous" && to == nil, "\(failure)")
    }
  }

  private func finish(_ state: AgentState, _ topology: Topology = .split) throws -> AgentState {
    try MigrationPolicy.accept(
      .finish, state: state, seeing: TwoChains.observation(topology)
    ).get().state
  }

  /// A swap to another program keeps the ledger, too.
  @Test func whatOrdersAloneHaveLeftIsRemovedByFinish() throws {
    var state = TwoChains.state(.separate)
    state[Self.alpha].ledger = LedgerState(
      backup: LedgerBackup(of: TwoChains.own(Self.alpha), atUnixMs: 0, height: nil))
    let done = try finish(state, .separate)
    #expect(done[Self.alpha].ledger?.backup?.isOver == true)
    #expect(done.migration?.state == .finished)
    #expect(throws: (any Error).self) { try finish(done, .separate) }
    // After a finished migration as well.
    var again = done
    again[Self.delta].retired = RetiredUnit("deltaos.service")
    #expect(try finish(again, .separate)[Self.delta].retired?.isOver == true)
  }

  @Test(arguments: [Migration.State.done, .aborted, .rolledBack])
  func everyEndCanBeFinished(_ end: Migration.State) throws {
    var state = TwoChains.state(.separate)
    state.migration = try MigrationPolicy.accept(
      start(.split, "3.0.0"), state: state, seeing: TwoChains.observation(.separate)
    ).get().state.migration
    state.migration?.state = end
    #expect(try finish(state).migration?.state == .finished)
  }

  @Test func oneThatWaitsSaysWhatEndsIt() throws {
    var state = TwoChains.state(.separate)
    state.migration = try MigrationPolicy.accept(
      start(.split, "3.0.0"), state: state, seeing: TwoChains.observation(.separate)
    ).get().state.migration
    state.migration?.state = .asks
    let result = MigrationPolicy.accept(
      .finish, state: state, seeing: TwoChains.observation(.separate))
    guard case .failure(let failure) = result else { return #expect(Bool(false)) }
    #expect(failure.hint == "adnet-agent migrate abort, then adnet-agent migrate finish")
  }
}
