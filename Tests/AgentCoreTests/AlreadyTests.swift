import AgentCore
import Basics
import Testing

/// An order for what is so already ends with 0 and a word for it.
@Suite struct AlreadyTests {
  private static func stopped(_ chain: inout ChainState, _ now: inout ChainObservation) {
    chain.desired = .stopped
    now.end()
    now.units[Sample.socket]?.activity = .inactive
    now.units[Sample.unit]?.fileState = "disabled"
    now.lock = .free
  }

  private static let so = [
    OrderCase("already_enabled", .enable),
    OrderCase("already_running", .start),
    OrderCase("already_in_place", .swap("1.0.0")),
    OrderCase("already_in_place", .swap("alphaos/1.0.0-0f3a9c1b2d4e")),
    OrderCase("not_drained", .undrain),
    OrderCase("already_drained", .drain(Command.Drain())) { chain, _ in
      chain.drained = Drained(sinceUnixMs: 0, reason: "disk")
    },
    OrderCase("already_stopped", .stop, stopped),
    OrderCase("already_disabled", .disable) { chain, now in
      stopped(&chain, &now)
      chain.enabled = false
    },
    OrderCase("already_enabled", .enable) { chain, now in
      chain = ChainState(enabled: true)
      now = Sample.serving(nil)
    },
  ]

  /// What ran here before an import that was undone is never started by the next one.
  @Test func anImportInstallsAGenerationOfItsOwn() throws {
    var one = OrderCase("import", .swap("1.0.0")) { chain, now in
      Self.stopped(&chain, &now)
      chain.enabled = false
    }
    guard case .failure(let failure) = one.accept() else {
      Issue.record("a chain that isn't enabled got a node")
      return
    }
    #expect(failure.kind.rawValue == "chain_disabled")
    one.imports = true
    let accepted = try one.accept().get()
    #expect(accepted.operation.kind == .install)
    #expect(accepted.operation.from == nil)
    #expect(try #require(accepted.operation.target).number > 1)
    #expect(accepted.state[Sample.chain].enabled)
    #expect(accepted.state[Sample.chain].desired == .running)
  }

  @Test(arguments: so)
  private func isNoErrorAndChangesNothing(_ case: OrderCase) {
    for dryRun in [true, false] {
      guard case .failure(let nothing) = `case`.accept(dryRun: dryRun) else {
        Issue.record("\(`case`.kind): it began an operation")
        continue
      }
      #expect(nothing.kind.rawValue == `case`.kind)
      #expect(nothing.isNothingToDo)
      #expect(nothing.exit == .done)
    }
  }

  /// What is in place isn't all that was asked for.
  @Test(arguments: [
    (Command.Verb.swap("1.0.0"), [], "adnet-agent restart alpha"),
    (.swap("1.0.0"), ["port rest"], "adnet-agent stop alpha && adnet-agent start alpha"),
    (.start, [], "adnet-agent restart alpha"),
  ])
  func tellsOfSettingsThatWait(_ verb: Command.Verb, _ needStop: [String], _ order: String) {
    let one = OrderCase("pending", verb) { _, now in
      now.pending = PendingSettings(changes: ["command"], needStop: needStop)
    }
    guard case .failure(let nothing) = one.accept() else {
      Issue.record("it began an operation")
      return
    }
    #expect(nothing.isNothingToDo)
    #expect(nothing.text.hasSuffix("; changed settings are pending: \(order)"))
  }

  /// Something of it isn't so, which an operation mends.
  private static let almost = [
    OrderCase("not enabled at boot", .enable) { _, now in
      now.units[Sample.unit]?.fileState = "disabled"
    },
    OrderCase("wanted stopped and running", .start) { chain, _ in chain.desired = .stopped },
    OrderCase("not ready", .start) { _, now in now.run(Sample.old, .starting) },
    OrderCase("wanted running and ended", .stop) { _, now in now.end() },
    OrderCase("its socket is open", .stop) { chain, now in
      stopped(&chain, &now)
      now.units[Sample.socket]?.activity = .active
    },
    OrderCase("its lock is held", .stop) { chain, now in
      stopped(&chain, &now)
      now.lock = .held
    },
    OrderCase("enabled at boot", .disable) { chain, now in
      stopped(&chain, &now)
      chain.enabled = false
      now.units[Sample.unit]?.fileState = "enabled"
    },
    OrderCase("always does something", .restart),
  ]

  @Test(arguments: almost)
  private func whatIsAlmostSoIsDone(_ case: OrderCase) {
    guard case .success = `case`.accept() else {
      Issue.record("\(`case`.kind): nothing was begun")
      return
    }
  }

  /// Who waits for the first order doesn't want to hear that all is well.
  @Test func anOperationUnderWayIsWaitedFor() {
    var one = OrderCase("busy", .swap("1.0.0"))
    one.chain = Sample.state(Sample.operation(.watch))
    guard case .failure(let failure) = one.accept() else {
      Issue.record("it began")
      return
    }
    #expect(failure.kind.rawValue == "busy")
  }

  /// Another chain's operation has nothing to do with it.
  @Test func whatIsSoIsSoWhileAnotherChainHasAnOperation() {
    var state = Sample.agent()
    state[Sample.name("delta")] = Sample.state(Sample.operation(.watch))
    let result = CommandPolicy.accept(
      Command(id: "op-9", chain: Sample.chain, verb: .swap("1.0.0")), state: state,
      seeing: Sample.serving(), settings: Sample.settings, releases: Sample.releases)
    guard case .failure(let nothing) = result else {
      Issue.record("it began")
      return
    }
    #expect(nothing.kind.rawValue == "already_in_place")
  }

  /// A process may serve both: clients are each chain's own, and only what is left is done.
  @Test func ofSeveralChainsThoseAreDrainedThatAreNot() throws {
    var state = TwoChains.state(.unified)
    func accept(_ verb: Command.Verb) throws -> [Accepted] {
      let orders = Command(id: "op", chain: TwoChains.alpha, verb: verb)
        .together(with: [TwoChains.delta]).map {
          Order(
            $0, seeing: TwoChains.seen($0.chain, .unified), settings: TwoChains.settings($0.chain))
        }
      return try CommandPolicy.accept(all: orders, state: state, releases: [TwoChains.unified])
        .get()
    }
    let drain = Command.Verb.drain(Command.Drain(withoutPeers: true))
    #expect(try accept(drain).count == 2)
    state[TwoChains.alpha].drained = Drained(sinceUnixMs: 0, reason: "disk")
    for verb in [drain, .undrain] {
      let accepted = try accept(verb)
      #expect(
        accepted.map(\.operation.chain) == [verb == drain ? TwoChains.delta : TwoChains.alpha])
      // Nobody is left to go in step with.
      #expect(accepted.first?.operation.together == nil)
    }
  }

  /// One process for both: all of it, or none.
  @Test func whatIsSoForOneChainOfSeveralIsDoneForAll() throws {
    func accept(_ state: AgentState) -> Result<[Accepted], Failure> {
      CommandPolicy.accept(
        all: [TwoChains.alpha, TwoChains.delta].map { chain in
          Order(
            Command(
              id: "op-\(chain)", chain: chain, verb: .start,
              together: OperationGroup(
                group: "op",
                chains: chain == TwoChains.alpha ? [TwoChains.delta] : [TwoChains.alpha])),
            seeing: TwoChains.seen(chain, .unified), settings: TwoChains.settings(chain))
        }, state: state, releases: [TwoChains.unified])
    }
    var state = TwoChains.state(.unified)
    guard case .failure(let nothing) = accept(state) else {
      Issue.record("it began")
      return
    }
    #expect(nothing.kind.rawValue == "already_running")
    state[TwoChains.delta].desired = .stopped
    #expect(try accept(state).get().count == 2)
  }
}
