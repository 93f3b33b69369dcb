import AgentCore
import Basics
import Quorum
import TestSupport
import Testing

/// One situation of a chain, and what is asked for in it.
private struct Situation {
  var now = Sample.serving()
  var state = Sample.agent()
  var settings = Sample.guarded
  var verb = Command.Verb.swap("alphaos/2.0.0")
  var fitness: ReleaseFitness? = ReleaseFitness()
  /// Of the release that runs.
  var before: ReleaseFitness?
  var forecast: GapForecast?
  var acceptsHalt: String?
  var acceptsConversion: String?

  init() {
    now.health = HealthVerdict(.healthy, "its height advances")
    now.health?.network = .advancing
    now.health?.networkReason = "3 of 3 configured peers advance, 3 answer"
    peers(.up, .up, .up)
  }

  /// Of four validators with equal stakes, of whom this is the first.
  mutating func peers(
    _ presences: Attendance.Presence..., stakes: [UInt64] = [10, 10, 10, 10],
    own: String? = "aleo1own", takesPart: Bool = true
  ) {
    let names = ["aleo1own", "aleo1two", "aleo1three", "aleo1four"]
    let members = zip(names, stakes).map { Committee.Member($0, stake: $1) }
    guard let committee = try? Committee(members) else { preconditionFailure("no committee") }
    let peers = zip(names.dropFirst(), presences).map { name, presence in
      Attendance.Peer(
        name, name: "http://\(name.dropFirst(5)):3030", presence,
        sinceUnixMs: presence == .up ? nil : Sample.now - 83_000)
    }
    now.quorum = QuorumObservation(
      committee, from: "the node",
      Attendance(own: own, ownTakesPart: takesPart, peers: peers))
  }

  func accept(dryRun: Bool = false) -> Result<Accepted, Failure> {
    var fitness = fitness.map { found in
      Dictionary(uniqueKeysWithValues: Sample.releases.map { ($0, found) })
    }
    if let before, let runs = now.current.generation { fitness?[runs.release] = before }
    var command = Command(
      id: "op-9", chain: Sample.chain, verb: verb, acceptsHalt: acceptsHalt)
    command.acceptsConversion = acceptsConversion
    return CommandPolicy.accept(
      command,
      state: state, seeing: now, settings: settings, releases: Sample.releases,
      fitness: fitness ?? [:], forecast: forecast, dryRun: dryRun)
  }

  func gate(_ name: Gate.Name) -> Gate? {
    guard case .success(let accepted) = accept(dryRun: true) else { return nil }
    return accepted.plan.gates.first { $0.name == name }
  }
}

/// A line of the golden file: a gate in a situation.
private struct Row: Sendable {
  let gate: Gate.Name
  let when: String
  let change: @Sendable (inout Situation) -> Void

  init(
    _ gate: Gate.Name, _ when: String,
    _ change: @escaping @Sendable (inout Situation) -> Void = { _ in }
  ) {
    self.gate = gate
    self.when = when
    self.change = change
  }
}

private func knowing(_ unknown: [String]?, isChecked: Bool = true) -> ReleaseFitness {
  var fitness = ReleaseFitness()
  fitness.options[Sample.unit] = ReleaseFitness.Options(isChecked: isChecked, unknown: unknown)
  return fitness
}

private let rows: [Row] = [
  Row(.otherOperation, "nothing else"),
  Row(.otherOperation, "another chain is swapped") { $0.now.isHostBusy = true },
  Row(.quorum, "all four are there"),
  Row(.quorum, "one is down") { $0.peers(.up, .down, .up) },
  Row(.quorum, "one is behind") { $0.peers(.behind, .up, .up) },
  Row(.quorum, "of one nobody knows") { $0.peers(.up, .up) },
  Row(.quorum, "three validators") { $0.peers(.up, .up, stakes: [10, 10, 10]) },
  Row(.quorum, "three validators, a stop") {
    $0.peers(.up, .up, stakes: [10, 10, 10])
    $0.verb = .stop
  },
  Row(.quorum, "three validators, accepted") {
    $0.peers(.up, .up, stakes: [10, 10, 10])
    $0.acceptsHalt = "root"
  },
  Row(.quorum, "a drain by hand") {
    $0.peers(.up, .down, .up)
    $0.verb = .drain(Command.Drain(withoutPeers: true))
  },
  Row(.quorum, "a drain for a reboot") {
    $0.peers(.up, .down, .up)
    $0.verb = .drain(Command.Drain(forReboot: true, withoutPeers: true))
  },
  Row(.quorum, "it takes no part itself") { $0.peers(.up, .down, .up, takesPart: false) },
  Row(.quorum, "it is no member") { $0.peers(.up, .up, .up, own: "aleo1client") },
  Row(.quorum, "nobody tells the committee") { $0.now.quorum = nil },
  Row(.quorum, "not guarded") { $0.settings.guardsQuorum = false },
  Row(.chainAdvances, "peers advance"),
  Row(.chainAdvances, "no peers, and it advances itself") { $0.now.health?.network = .unknown },
  Row(.chainAdvances, "peers stand still") {
    $0.now.health?.network = .flat
    $0.now.health?.networkReason = "0 of 3 configured peers advance, 3 answer"
  },
  Row(.chainAdvances, "nobody knows") {
    $0.now.health = HealthVerdict(.hung, "its REST doesn't answer")
    $0.now.health?.networkReason = "0 of 3 configured peers advance, 1 answers"
  },
  Row(.chainAdvances, "not looked at") { $0.now.health = nil },
  Row(.inSync, "in sync"),
  Row(.inSync, "syncing") { $0.now.health = HealthVerdict(.syncing, "20 blocks behind") },
  Row(.inSync, "syncing, a stop") {
    $0.now.health = HealthVerdict(.syncing, "20 blocks behind")
    $0.verb = .stop
  },
  Row(.inSync, "loading") { $0.now.health = HealthVerdict(.starting, "for 12 s of about 40") },
  Row(.inSync, "loading, as often before") {
    $0.now.health = HealthVerdict(.starting, "for 12 s; it took 40 s before")
    $0.now.health?.readyInMs = 28_000
  },
  Row(.inSync, "in a crash loop") { $0.now.health = HealthVerdict(.crashLoop, "it ends") },
  Row(.inSync, "not looked at") { $0.now.health = nil },
  Row(.release, "fits"),
  Row(.release, "needs another processor") {
    $0.fitness = ReleaseFitness(
      missing: ["it needs a processor of level x86-64-v4, this one has v3"])
  },
  Row(.release, "needs two things") {
    $0.fitness = ReleaseFitness(
      missing: [
        "it needs a processor of level x86-64-v4, this one has v3",
        "it needs glibc 2.38, here is 2.36",
      ])
  },
  Row(.release, "not looked at") { $0.fitness = nil },
  Row(.release, "has the same features and more") {
    $0.fitness = ReleaseFitness(features: ["history", "metrics", "testnet"])
    $0.before = ReleaseFitness(features: ["metrics", "testnet"])
  },
  Row(.release, "lacks features") {
    $0.fitness = ReleaseFitness(features: ["history"])
    $0.before = ReleaseFitness(features: ["metrics", "testnet"])
  },
  Row(.release, "lacks features, a rollback") {
    $0.state[Sample.chain].previous = Sample.new
    $0.verb = .rollback
    $0.fitness = ReleaseFitness(features: ["history"])
    $0.before = ReleaseFitness(features: ["metrics", "testnet"])
  },
  Row(.release, "lacks features, which doesn't matter") {
    $0.fitness = ReleaseFitness(features: [])
    $0.before = ReleaseFitness(features: ["metrics"])
    $0.settings.comparesFeatures = false
  },
  Row(.release, "doesn't report its features") {
    $0.before = ReleaseFitness(features: ["metrics", "testnet"])
  },
  Row(.release, "the one before doesn't report its features") {
    $0.fitness = ReleaseFitness(features: ["metrics"])
    $0.before = ReleaseFitness()
  },
  Row(.release, "can't be looked at") { $0.fitness = ReleaseFitness(unknown: ["cannot read it"]) },
  Row(.release, "the unified program has the mode") {
    $0.verb = .swap("adnet/1.0.0-0f3a9c1b2d4e")
    $0.settings.modes["adnet@alpha.service"] = "alpha-only"
    $0.fitness?.modes = ["alpha-only", "dual"]
  },
  Row(.release, "it hasn't") {
    $0.verb = .swap("adnet/1.0.0-0f3a9c1b2d4e")
    $0.settings.modes["adnet@alpha.service"] = "alpha-only"
    $0.fitness?.modes = ["dual"]
  },
  Row(.release, "it doesn't tell") {
    $0.verb = .swap("adnet/1.0.0-0f3a9c1b2d4e")
    $0.settings.modes["adnet@alpha.service"] = "alpha-only"
  },
  Row(.ports, "nobody has it") {
    $0.verb = .swap("adnet/1.0.0-0f3a9c1b2d4e")
    $0.settings.otherPorts["adnet@alpha.service"] = [30_303]
  },
  Row(.ports, "somebody has it") {
    $0.verb = .swap("adnet/1.0.0-0f3a9c1b2d4e")
    $0.settings.otherPorts["adnet@alpha.service"] = [30_303, 30_304]
    $0.now.host.listening = [22, 30_303]
  },
  Row(.ports, "another chain has them") {
    $0.now.host.portsOfOthers = [
      "port 3031 (rest) is chain delta's (rest) as long as it isn't stopped"
    ]
  },
  Row(.ledger, "another program gets it, and nobody has looked") {
    $0.verb = .swap("adnet/1.0.0-0f3a9c1b2d4e")
    $0.settings.ledger = LedgerSettings()
  },
  Row(.ledger, "another program gets it") {
    $0.verb = .swap("adnet/1.0.0-0f3a9c1b2d4e")
    $0.settings.ledger = LedgerSettings()
    $0.now.ledger = LedgerObservation("/data/ledger", .there)
  },
  Row(.ledger, "another program gets it, and the agent can't look") {
    $0.verb = .swap("adnet/1.0.0-0f3a9c1b2d4e")
    $0.settings.ledger = LedgerSettings()
    $0.now.ledger = LedgerObservation("/var/lib/adnet/nodes/alpha/ledger", .hidden)
  },
  Row(.ledger, "another program gets it, and it isn't there") {
    $0.verb = .swap("adnet/1.0.0-0f3a9c1b2d4e")
    $0.settings.ledger = LedgerSettings(backsUp: false, moves: true)
    $0.now.ledger = LedgerObservation("/data/ledger", .missing)
  },
  Row(.ledger, "another program gets it, and nothing is kept") {
    $0.verb = .swap("adnet/1.0.0-0f3a9c1b2d4e")
    $0.settings.ledger = LedgerSettings(backsUp: false, moves: true)
  },
  Row(.conversion, "it has to be converted") {
    $0.verb = .swap("adnet/1.0.0-0f3a9c1b2d4e")
    $0.settings.ledger = LedgerSettings(converts: true)
  },
  Row(.conversion, "it has to be converted, accepted") {
    $0.verb = .swap("adnet/1.0.0-0f3a9c1b2d4e")
    $0.settings.ledger = LedgerSettings(converts: true)
    $0.acceptsConversion = "root"
  },
  Row(.ledger, "it was converted, and the program before is to have it") {
    let from = Sample.generation(3, "0.9.0").release
    let to = Sample.generation(1, "1.0.0", program: "adnet")
    $0.now = Sample.serving(to)
    $0.settings.ledger = LedgerSettings(converts: true)
    $0.state[Sample.chain].ledger = LedgerState(
      conversion: LedgerConversion(
        from: from, to: to.release, atUnixMs: 0, height: 95))
  },
  Row(.command, "every option is known") { $0.fitness = knowing([]) },
  Row(.command, "two options are unknown") { $0.fitness = knowing(["--storage", "--wrong"]) },
  Row(.command, "no option is listed") { $0.fitness = knowing(nil) },
  Row(.command, "a restart that takes up a command with an unknown option") {
    $0.fitness = knowing(["--wrong"])
    $0.verb = .restart
    $0.now.pending = PendingSettings(changes: ["command"])
  },
  Row(.activation, "far away") {
    $0.settings.activation = Activation(height: 5_000, version: "2.0.0")
  },
  Row(.activation, "far away, and the new one is too old") {
    $0.settings.activation = Activation(height: 5_000, version: "3.0")
  },
  Row(.activation, "over, and the new one is too old") {
    $0.settings.activation = Activation(height: 50, version: "2.0.1")
  },
  Row(.activation, "so near that the old one ends, and the new one is too old") {
    $0.settings.activation = Activation(height: 180, version: "2.0.1")
  },
  Row(.activation, "over, and the new one can follow") {
    $0.settings.activation = Activation(height: 50, version: "1.9")
  },
  Row(.activation, "can't be compared") {
    $0.settings.activation = Activation(height: 5_000, version: "mainnet")
  },
  Row(.disk, "room"),
  Row(.disk, "full") {
    $0.now.host.disk = Failure(
      FailureKind(rawValue: "disk_full"), "the disk of / has 1.0 GiB left, 10.0 GiB stay free")
  },
  Row(.upgrader, "none"),
  Row(.upgrader, "one runs") { $0.now.host.upgraders = ["ac-dc"] },
  Row(.memory, "in place"),
  Row(.memory, "not in place") { $0.now.host.memory = ["set vm.swappiness from 60 to 10"] },
  Row(.memory, "little is left") {
    $0.now.host.shortMemory = "3.0 GiB of memory and swap space are left of 48.0 GiB"
  },
  Row(.memory, "small for one process of all chains, which this is not") {
    $0.now.host.smallForShared = "this host has 31.0 GiB"
  },
  Row(.cleanStop, "no record"),
  Row(.cleanStop, "clean") { $0.now.lastExit(.code, 0, ordered: true, clean: true) },
  Row(.cleanStop, "killed at a stop") { $0.now.lastExit(.signal, 9, ordered: true, clean: false) },
  Row(.cleanStop, "died, and recovers") {
    $0.now.lastExit(.signal, 9, ordered: false, clean: false)
    $0.now.recovers = true
  },
  Row(.capacity, "park, no past"),
  Row(.capacity, "park, short in the past") { $0.forecast = GapForecast([2_000, 3_000, 4_500]) },
  Row(.capacity, "park, longer than httpx waits") { $0.forecast = GapForecast([2_000, 9_000]) },
  Row(.capacity, "park, long in the past") { $0.forecast = GapForecast([20_000, 300_000]) },
  Row(.capacity, "relay") { $0.now.peers = ["http://two:3030", "http://three:3030"] },
  Row(.capacity, "relay, no limit") {
    $0.now.peers = ["http://two:3030"]
    $0.settings.peerRate = 0
  },
  Row(.capacity, "bare") { $0.now.handoffRefusal = "kernel.yama.ptrace_scope is 3" },
]

@Suite struct GateTests {
  @Test func eachGateWithItsMessage() throws {
    var text = ""
    for row in rows {
      var situation = Situation()
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
      let states = rows.filter { $0.gate == name }.compactMap { row in
        var situation = Situation()
        row.change(&situation)
        return situation.gate(name)?.state
      }
      #expect(states.contains { $0 != .passed }, "\(name)")
      #expect(states.contains { $0 != .blocked }, "\(name)")
    }
  }

  @Test func whatBlocksIsRefusedAndNothingIsRemembered() {
    var situation = Situation()
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
    var situation = Situation()
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
    var situation = Situation()
    situation.peers(.up, .down, .up)
    situation.acceptsHalt = "root"
    let operation = try situation.accept().get().operation
    #expect(operation.acceptedHalt == "root")
    situation.now.host.upgraders = ["ac-dc"]
    #expect(throws: Failure.self) { try situation.accept().get() }
  }

  @Test func whereNothingHaltsNobodyHasAcceptedAnything() throws {
    var situation = Situation()
    situation.acceptsHalt = "root"
    #expect(try situation.accept().get().operation.acceptedHalt == nil)
  }

  @Test(arguments: [Command.Verb.stop, .disable, .restart, .rollback, .swap("2.0.0")])
  func allThatTakesANodeAwayIsGuarded(verb: Command.Verb) {
    var situation = Situation()
    situation.peers(.up, .down, .up)
    situation.state[Sample.chain].previous = Sample.new
    situation.verb = verb
    #expect(throws: Failure.self) { try situation.accept().get() }
  }

  @Test func whyTellsWithoutAnOrder() {
    var situation = Situation()
    situation.peers(.up, .down, .up)
    let gates = CommandPolicy.why(
      situation.state[Sample.chain], seeing: situation.now, settings: situation.settings)
    #expect(gates.first { $0.name == .quorum }?.state == .blocked)
  }

  @Test func aWatchTellsWhenItIsOver() {
    var situation = Situation()
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
  private func stopping(_ kind: OperationKind = .swap) -> (Situation, ChainState) {
    let situation = Situation()
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
    var situation = Situation()
    situation.now.health = HealthVerdict(.hung, "its REST doesn't answer")
    situation.now.health?.network = .advancing
    let policy = ChainPolicy(situation.settings)
    #expect(policy.step(Sample.state, seeing: situation.now).next.operation?.kind == .restart)
    situation.peers(.up, .down, .up)
    #expect(policy.step(Sample.state, seeing: situation.now).next.operation == nil)
  }
}

extension ChainObservation {
  fileprivate mutating func lastExit(
    _ kind: NodeExit.Kind, _ value: Int, ordered: Bool, clean: Bool
  ) {
    supervisors[Sample.unit]?.lastExit = NodeExit(
      kind: kind, value: value, ordered: ordered, clean: clean, atUnixMs: nowUnixMs - 60_000)
  }
}
