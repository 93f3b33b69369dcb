import AgentCore
import Basics
import Testing

/// What is in the way of a step to come.
extension MigrationTests {
  /// What it will be told in each step, unless its settings are kept: those it has been told before.
  @Test(arguments: [
    (Topology.separate, Topology.unified, [TwoChains.shared], 2), (.separate, .unified, [], 0),
    (.separate, .split, ["adnet@alpha.service"], 1), (.split, .unified, [TwoChains.shared], 2),
    (.separate, .split, [TwoChains.shared], 0),
  ])
  func anOptionThatItDoesNotKnowIsKnownBeforeTheFirstStep(
    from: Topology, to goal: Topology, units: [String], count: Int
  ) throws {
    var observation = TwoChains.observation(from)
    var fitness = ReleaseFitness()
    for unit in units { fitness.options[unit] = .init(isChecked: true, unknown: ["--wrong"]) }
    observation.fitness[TwoChains.unified] = fitness
    let gates = try MigrationPolicy.accept(
      start(goal), state: TwoChains.state(from), seeing: observation, dryRun: true
    ).get().plan.gates.values.flatMap { $0 }.blocked
    #expect(gates.map(\.name) == Array(repeating: .command, count: count))
    #expect(
      gates.allSatisfy { gate in
        let isShared = units == [TwoChains.shared]
        let key = isShared ? "command in [unified]" : "adnet or arguments in [chain.alpha.command]"
        return gate.hint?.contains(key) == true
      })
    let refused = refusal(start(goal), TwoChains.state(from), observation)
    #expect(refused == (count == 0 ? nil : "gate_command"))
  }

  @Test func whatNeedsAStopIsKnownBeforeTheFirstStep() throws {
    var observation = TwoChains.observation(.separate)
    let seen = try #require(observation.chains[TwoChains.delta])
    var now = seen.now
    now.pending = PendingSettings(
      changes: ["port rest"], needStop: ["port rest 0.0.0.0:3031 → 0.0.0.0:3041"])
    observation.chains[TwoChains.delta] = MigrationObservation.Chain(
      now, seen.settings, account: seen.account)
    #expect(refusal(start(.unified), TwoChains.state(.separate), observation) == "gate_ports")
    // One that turns up later is an operator's to decide about.
    var state = try accept(
      start(.unified), TwoChains.state(.separate), TwoChains.observation(.separate))
    state = end(settle(state, .separate), .done)
    for _ in 0..<4 {
      observation.nowUnixMs += 20_000
      state = MigrationPolicy.step(state, seeing: observation).next
    }
    #expect(state.migration?.state == .asks)
    #expect(state.migration?.failure?.kind.rawValue == "settings_need_stop")
  }

  @Test func whatItLeadsBackToIsNotHeldAgainstTheConfiguration() throws {
    var state = try accept(
      start(.split), TwoChains.state(.separate), TwoChains.observation(.separate))
    for _ in 0..<2 { state = end(settle(state, .separate), .done) }
    state = settle(state, .split)
    for isKept in [false, true] {
      var observation = TwoChains.observation(.split)
      for (chain, seen) in observation.chains {
        var now = seen.now
        now.keptSettings[4] = KeptSettings(
          unit: isKept ? "\(chain)os.service" : "adnet@\(chain).service", text: "")
        observation.chains[chain] = MigrationObservation.Chain(
          now, seen.settings, account: seen.account)
        var fitness = ReleaseFitness()
        fitness.options["\(chain)os.service"] = .init(isChecked: true, unknown: ["--wrong"])
        observation.fitness[TwoChains.own(chain)] = fitness
      }
      let gates = try MigrationPolicy.accept(
        .rollback, state: state, seeing: observation, dryRun: true
      ).get().plan.gates.values.joined()
      #expect(Array(gates).blocked.map(\.name) == (isKept ? [] : [.command, .command]))
    }
  }
}
