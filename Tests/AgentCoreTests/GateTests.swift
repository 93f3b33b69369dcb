import AgentCore
import Basics
import Quorum
import TestSupport
import Testing

@Suite struct GateTests {
  @Test func eachGateWithItsMessage() throws {
    var text = ""
    for row in gateRows {
      var situation = GateSituation()
      row.change(&situation)
      let gate = try #require(situation.gate(row.gate), "\(row.gate): \(row.when)")
      text += "\(row.gate.rawValue), \(row.when): \(gate.state.rawValue)\n  \(gate.text)\n"
      if let hint = gate.hint { text += "  hint: \(hint)\n" }
      if let clears = gate.clearsInMs { text += "  over in \(clears) ms\n" }
    }
    #expect(try text == Golden.file("Tests/AgentCoreTests/Golden/gates.txt", text))
  }

  @Test func everyGateIsInTheTableAndBlocksOrWarnsThere() {
    for name in Gate.Name.allCases {
      let states = gateRows.filter { $0.gate == name }.compactMap { row in
        var situation = GateSituation()
        row.change(&situation)
        return situation.gate(name)?.state
      }
      #expect(states.contains { $0 != .passed }, "\(name)")
      #expect(states.contains { $0 != .blocked }, "\(name)")
    }
  }

  @Test func whatBlocksIsRefusedAndNothingIsRemembered() {
    var situation = GateSituation()
    situation.peers(.up, .down, .up)
    guard case .failure(let failure) = situation.accept() else {
      Issue.record("it was accepted")
      return
    }
    #expect(failure.kind.rawValue == "gate_quorum")
    #expect(failure.exit == .refused)
    #expect(failure.text.hasPrefix("cannot swap alpha: the chain would halt"))
  }

  @Test func everythingInTheWayIsToldAtOnce() {
    var situation = GateSituation()
    situation.peers(.up, .down, .up)
    situation.now.host.upgraders = ["ac-dc"]
    guard case .failure(let failure) = situation.accept() else {
      Issue.record("it was accepted")
      return
    }
    #expect(failure.text.contains("would halt"))
    #expect(failure.text.contains("ac-dc is running"))
  }

  @Test func aHaltMayBeAcceptedAndNothingElse() throws {
    var situation = GateSituation()
    situation.peers(.up, .down, .up)
    situation.acceptsHalt = "root"
    let operation = try situation.accept().get().operation
    #expect(operation.acceptedHalt == "root")
    situation.now.host.upgraders = ["ac-dc"]
    #expect(throws: Failure.self) { try situation.accept().get() }
  }

  @Test func whereNothingHaltsNobodyHasAcceptedAnything() throws {
    var situation = GateSituation()
    situation.acceptsHalt = "root"
    #expect(try situation.accept().get().operation.acceptedHalt == nil)
  }

  @Test(arguments: [Command.Verb.stop, .disable, .restart, .rollback, .swap("2.0.0")])
  func allThatTakesANodeAwayIsGuarded(verb: Command.Verb) {
    var situation = GateSituation()
    situation.peers(.up, .down, .up)
    situation.state[Sample.chain].previous = Sample.new
    situation.verb = verb
    #expect(throws: Failure.self) { try situation.accept().get() }
  }

  @Test func whyTellsWithoutAnOrder() {
    var situation = GateSituation()
    situation.peers(.up, .down, .up)
    let gates = CommandPolicy.why(
      situation.state[Sample.chain], seeing: situation.now, settings: situation.settings)
    #expect(gates.first { $0.name == .quorum }?.state == .blocked)
  }

  @Test func aWatchTellsWhenItIsOver() {
    var situation = GateSituation()
    var operation = Sample.operation(.watch, .swap)
    operation.clock = PhaseClock(situation.now)
    operation.clock.sinceBoottimeMs -= 12_000
    situation.state[Sample.chain].operation = operation
    situation.settings.limits.watch = 60_000
    func clears() -> Int? {
      CommandPolicy.why(
        situation.state[Sample.chain], seeing: situation.now, settings: situation.settings
      ).first { $0.name == .otherOperation }?.clearsInMs
    }
    #expect(clears() == 48_000)
    // After a boot it begins anew.
    operation.clock.bootID = "another"
    situation.state[Sample.chain].operation = operation
    #expect(clears() == nil)
  }

  // MARK: Right before the stop

  /// Nothing would have halted when it was asked for.
  @Test func aHaltThatWasAcceptedIsAcceptedThenToo() {
    var (situation, state) = stopping()
    state.operation?.mayHaltBy = "root"
    situation.peers(.up, .down, .up)
    let step = ChainPolicy(situation.settings).step(state, seeing: situation.now)
    #expect(step.effects == [.stopUnits([Sample.unit])])
    #expect(step.next.operation?.acceptedHalt == "root")
    #expect(step.next.operation?.stopOrderedUnixMs == situation.now.nowUnixMs)
  }

  /// A swap that has come to the order to stop.
  private func stopping(_ kind: OperationKind = .swap) -> (GateSituation, ChainState) {
    let situation = GateSituation()
    var operation = Sample.operation(kind == .stop ? .halt : .stop, kind)
    operation.parks = false
    return (situation, Sample.state(operation))
  }

  @Test(arguments: [OperationKind.swap, .stop])
  func whoHasGoneDownMeanwhileIsSeen(kind: OperationKind) {
    var (situation, state) = stopping(kind)
    situation.peers(.up, .down, .up)
    let policy = ChainPolicy(situation.settings)
    var step = policy.step(state, seeing: situation.now)
    #expect(!step.effects.contains { if case .stopUnits = $0 { true } else { false } })
    #expect(step.waitsFor?.contains("would halt") == true)
    // It comes back in time.
    situation.now.pass(5_000)
    situation.peers(.up, .up, .up)
    step = policy.step(step.next, seeing: situation.now)
    #expect(step.effects.contains { if case .stopUnits = $0 { true } else { false } })
    // Once the order is seen to be given, it is brought to its end.
    situation.peers(.up, .down, .up)
    situation.now.units[Sample.unit]?.activity = .deactivating
    state = policy.step(step.next, seeing: situation.now).next
    #expect(state.operation?.stopOrdered == true)
    #expect(policy.step(state, seeing: situation.now).waitsFor?.contains("would halt") == false)
  }

  @Test func whoStaysDownEndsTheOperationBeforeTheNodeIsTouched() {
    var (situation, state) = stopping()
    situation.peers(.up, .down, .up)
    let policy = ChainPolicy(situation.settings)
    state = policy.step(state, seeing: situation.now).next
    situation.now.pass(situation.settings.limits.recheck)
    for _ in 0..<10 where state.operation != nil {
      let step = policy.step(state, seeing: situation.now)
      #expect(
        !step.effects.contains { if case .stopUnits([Sample.unit]) = $0 { true } else { false } })
      state = step.next
    }
    #expect(state.lastOperation?.outcome == .failed)
    #expect(state.lastOperation?.failure?.kind.rawValue == "gate_quorum")
    #expect(state.lastOperation?.nodeStopped == false)
  }

  @Test func anAcceptedHaltIsNotAskedAboutAgain() {
    var (situation, state) = stopping()
    situation.peers(.up, .down, .up)
    state.operation?.acceptedHalt = "root"
    let step = ChainPolicy(situation.settings).step(state, seeing: situation.now)
    #expect(step.effects.contains { if case .stopUnits = $0 { true } else { false } })
  }

  @Test func theAgentItselfTakesNoQuorumAway() {
    var situation = GateSituation()
    situation.now.health = HealthVerdict(.hung, "its REST doesn't answer")
    situation.now.health?.network = .advancing
    let policy = ChainPolicy(situation.settings)
    #expect(policy.step(Sample.state, seeing: situation.now).next.operation?.kind == .restart)
    situation.peers(.up, .down, .up)
    #expect(policy.step(Sample.state, seeing: situation.now).next.operation == nil)
  }
}

extension ChainObservation {
  mutating func lastExit(
    _ kind: NodeExit.Kind, _ value: Int, ordered: Bool, clean: Bool
  ) {
    supervisors[Sample.unit]?.lastExit = NodeExit(
      kind: kind, value: value, ordered: ordered, clean: clean, atUnixMs: nowUnixMs - 60_000)
  }
}
