import AgentCore
import Basics
import TestSupport
import Testing

@Suite struct AcceptTests {
  private func accept(
    _ verb: Command.Verb, _ state: AgentState = Sample.agent(),
    seeing now: ChainObservation = Sample.serving()
  ) -> Result<Accepted, Failure> {
    CommandPolicy.accept(
      Command(id: "op-9", chain: Sample.chain, verb: verb), state: state, seeing: now,
      settings: Sample.settings, releases: Sample.releases)
  }

  private func refusal(_ result: Result<Accepted, Failure>) -> Failure? {
    switch result {
    case .success: nil
    case .failure(let failure): failure
    }
  }

  @Test func aSwapGoesFromWhatIsProvenToANewGeneration() throws {
    let operation = try accept(.swap("2.0.0")).get().operation
    #expect(operation.kind == .swap)
    #expect(operation.from == Sample.old)
    #expect(operation.target == Sample.new)
    #expect(operation.strategy == .park)
    #expect(operation.baselineHeight == 100)
  }

  @Test func theFirstSwapIsAnInstall() throws {
    var now = Sample.serving(nil)
    now.lock = .free
    let accepted = try accept(.swap("2.0.0"), Sample.agent(ChainState(enabled: true)), seeing: now)
      .get()
    #expect(accepted.operation.kind == .install)
    #expect(accepted.operation.target?.number == 1)
    #expect(accepted.state[Sample.chain].desired == .running)
  }

  @Test func whatIsSeenToRunIsSwappedEvenIfNothingIsRemembered() throws {
    let operation = try accept(.swap("2.0.0"), Sample.agent(ChainState(enabled: true))).get()
      .operation
    #expect(operation.kind == .swap)
    #expect(operation.from == Sample.old)
  }

  @Test func oneOperationAtATimeOnTheWholeHost() {
    var state = Sample.agent()
    var other = Sample.operation(.watch)
    other.outcome = nil
    state[Sample.name("delta")] = Sample.state(other)
    let failure = refusal(accept(.swap("2.0.0"), state))
    #expect(failure?.kind.rawValue == "busy")
    #expect(failure?.exit == .busy)
  }

  @Test func anOperatorTakesOverFromAWayBackThatIsStuck() throws {
    var operation = Sample.operation(.start, .swap, .back)
    operation.target = Sample.generation(6, "1.0.0")
    var now = Sample.serving(Sample.generation(6, "1.0.0"))
    now.run(Sample.generation(6, "1.0.0"), .starting)
    #expect(
      refusal(accept(.swap("2.0.0"), Sample.agent(Sample.state(operation)), seeing: now)) != nil)
    now.run(Sample.generation(6, "1.0.0"), .backoff, failures: 2)
    let accepted = try accept(.swap("2.0.0"), Sample.agent(Sample.state(operation)), seeing: now)
      .get()
    #expect(accepted.operation.target == Sample.generation(7, "2.0.0"))
    #expect(accepted.operation.from == Sample.generation(6, "1.0.0"))
    #expect(accepted.state[Sample.chain].lastOperation?.outcome == .superseded)
  }

  @Test func aSwapWithoutHandoffDivertsNobody() throws {
    var now = Sample.serving()
    now.supervisors[Sample.unit]?.handoff = .off
    let accepted = try accept(.swap("2.0.0"), seeing: now).get()
    #expect(accepted.operation.strategy == .bare)
    #expect(!accepted.plan.steps.contains { $0.phase == .divert })
  }

  /// A supervisor that was killed is started again while its node still ends: it hasn't looked at its
  /// sockets when it says that it waits for the lock.
  @Test(arguments: [SupervisorReport.State.lockWait, .declined, .invalid])
  func aSupervisorThatHasNotLookedYetSaysNothingOfTheHandoff(
    _ state: SupervisorReport.State
  ) throws {
    var now = Sample.serving()
    now.supervisors[Sample.unit]?.state = state
    now.supervisors[Sample.unit]?.handoff = .off
    #expect(try accept(.swap("2.0.0"), seeing: now).get().operation.strategy == .park)
  }

  @Test func aSwapOnAHostThatForbidsTheHandoffNowDivertsNobody() throws {
    var now = Sample.serving()
    now.handoffRefusal = "kernel.yama.ptrace_scope is 2"
    #expect(try accept(.swap("2.0.0"), seeing: now).get().operation.strategy == .bare)
  }

  @Test func aRollbackGoesToWhatWasProvenBefore() throws {
    var chain = Sample.state
    chain.previous = Sample.generation(3, "2.0.0")
    let operation = try accept(.rollback, Sample.agent(chain)).get().operation
    #expect(operation.kind == .rollback)
    #expect(operation.target == Sample.new)
  }

  private static let refusals = [
    OrderCase("release_unknown", .swap("3.0.0")),
    // It has never run well, so to ask for it once more is no success.
    OrderCase("release_current", .swap("1.0.0")) { chain, now in
      chain.proven = nil
      now.run(Sample.old, .backoff, failures: 2)
      chain.proven = Sample.generation(3, "0.9.0")
    },
    OrderCase("no_previous", .rollback),
    // Only a migration leads to another program, or somebody who names it.
    OrderCase("no_previous", .rollback) { chain, _ in
      chain.previous = Sample.generation(3, "1.0.0", program: "adnet")
    },
    OrderCase("other_program", .swap("1.0.0")) { _, now in
      now = Sample.serving(Sample.generation(5, "9.0.0", program: "third"))
    },
    OrderCase("release_missing", .rollback) { chain, _ in
      chain.previous = Sample.generation(3, "0.9.0")
    },
    OrderCase("chain_disabled", .swap("2.0.0")) { chain, _ in chain.enabled = false },
    OrderCase("chain_stopped", .swap("2.0.0")) { chain, now in
      chain.desired = .stopped
      now.end()
    },
    OrderCase("chain_stopped", .restart) { chain, now in
      chain.desired = .stopped
      now.end()
    },
    OrderCase("lock_unknown", .swap("2.0.0")) { _, now in now.lock = .unknown },
    OrderCase("no_release", .start) { _, now in now.current = .missing },
    OrderCase("current_invalid", .start) { _, now in now.current = .invalid(reason: "no unit") },
    OrderCase("unit_unusable", .swap("2.0.0")) { _, now in
      now.units[Sample.unit]?.load = .masked
    },
  ]

  @Test(arguments: refusals)
  private func saysNoBeforeAnythingIsTouched(_ case: OrderCase) {
    let failure = refusal(accept(`case`.verb, Sample.agent(`case`.chain), seeing: `case`.now))
    #expect(failure?.kind.rawValue == `case`.kind)
    #expect(failure?.exit == .refused)
    #expect(failure?.text.hasPrefix("cannot ") == true)
  }

  @Test func aVersionOfTwoProgramsMeansTheOneInPlace() throws {
    var chain = Sample.state
    chain.proven = Sample.new
    let result = CommandPolicy.accept(
      Command(id: "op-9", chain: Sample.chain, verb: .swap("1.0.0")), state: Sample.agent(chain),
      seeing: Sample.serving(Sample.new), settings: Sample.settings, releases: Sample.releases)
    #expect(try result.get().operation.target?.release.program == "alphaos")
  }

  @Test func anotherProgramHasToBeNamed() throws {
    let unified = Sample.generation(1, "7.0.0", program: "adnet").release
    func accept(_ text: String) -> Result<Accepted, Failure> {
      CommandPolicy.accept(
        Command(id: "op-9", chain: Sample.chain, verb: .swap(text)), state: Sample.agent(),
        seeing: Sample.serving(), settings: Sample.settings, releases: Sample.releases + [unified])
    }
    for text in ["7.0.0", unified.folder] {
      let failure = refusal(accept(text))
      #expect(failure?.kind.rawValue == "other_program")
      #expect(failure?.hint?.contains("swap alpha adnet/\(text) changes") == true)
    }
    for text in ["adnet/7.0.0", unified.description] {
      #expect(try accept(text).get().operation.target?.release == unified)
    }
    #expect(refusal(accept("adnet/7"))?.kind.rawValue == "release_unknown")
  }

  @Test(arguments: [
    ("1.0.0", true), ("adnet/1.0.0", true), ("adnet/1.0.0-0f3a9c1b2d4e", true), ("/1", false),
    ("adnet/", false), ("Adnet/1", false), ("adnet/1/2", false), ("../1", false), ("", false),
  ])
  func aNameOfAReleaseIsAVersionWithOrWithoutItsProgram(_ text: String, _ isName: Bool) {
    #expect(ReleaseID.isName(text) == isName)
  }

  @Test func tellsWhatASwapIsGoingToDo() throws {
    let plan = try accept(.swap("2.0.0")).get().plan
    let gates = plan.gates.map { "\($0.state.rawValue): \($0.name.rawValue): \($0.text)" }
    let steps = plan.steps.map { "\($0.phase.rawValue): \($0.text) [\($0.clients)]" }
    let text = (gates + steps).joined(separator: "\n") + "\n"
    #expect(try Golden.file("Tests/AgentCoreTests/Golden/swap-plan.txt", text) == text)
  }
}
