import AgentCore
import Basics
import Quorum
import Testing

/// One situation of a chain, and what is asked for in it.
struct GateSituation {
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
struct GateRow: Sendable {
  let gate: Gate.Name
  let when: String
  let change: @Sendable (inout GateSituation) -> Void

  init(
    _ gate: Gate.Name, _ when: String,
    _ change: @escaping @Sendable (inout GateSituation) -> Void = { _ in }
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

let gateRows: [GateRow] = [
  GateRow(.otherOperation, "nothing else"),
  GateRow(.otherOperation, "another chain is swapped") { $0.now.isHostBusy = true },
  GateRow(.quorum, "all four are there"),
  GateRow(.quorum, "one is down") { $0.peers(.up, .down, .up) },
  GateRow(.quorum, "one is behind") { $0.peers(.behind, .up, .up) },
  GateRow(.quorum, "of one nobody knows") { $0.peers(.up, .up) },
  GateRow(.quorum, "three validators") { $0.peers(.up, .up, stakes: [10, 10, 10]) },
  GateRow(.quorum, "three validators, a stop") {
    $0.peers(.up, .up, stakes: [10, 10, 10])
    $0.verb = .stop
  },
  GateRow(.quorum, "three validators, accepted") {
    $0.peers(.up, .up, stakes: [10, 10, 10])
    $0.acceptsHalt = "root"
  },
  GateRow(.quorum, "a drain by hand") {
    $0.peers(.up, .down, .up)
    $0.verb = .drain(Command.Drain(withoutPeers: true))
  },
  GateRow(.quorum, "a drain for a reboot") {
    $0.peers(.up, .down, .up)
    $0.verb = .drain(Command.Drain(forReboot: true, withoutPeers: true))
  },
  GateRow(.quorum, "it takes no part itself") { $0.peers(.up, .down, .up, takesPart: false) },
  GateRow(.quorum, "it is no member") { $0.peers(.up, .up, .up, own: "aleo1client") },
  GateRow(.quorum, "nobody tells the committee") { $0.now.quorum = nil },
  GateRow(.quorum, "not guarded") { $0.settings.guardsQuorum = false },
  GateRow(.chainAdvances, "peers advance"),
  GateRow(.chainAdvances, "no peers, and it advances itself") { $0.now.health?.network = .unknown },
  GateRow(.chainAdvances, "peers stand still") {
    $0.now.health?.network = .flat
    $0.now.health?.networkReason = "0 of 3 configured peers advance, 3 answer"
  },
  GateRow(.chainAdvances, "nobody knows") {
    $0.now.health = HealthVerdict(.hung, "its REST doesn't answer")
    $0.now.health?.networkReason = "0 of 3 configured peers advance, 1 answers"
  },
  GateRow(.chainAdvances, "not looked at") { $0.now.health = nil },
  GateRow(.inSync, "in sync"),
  GateRow(.inSync, "syncing") { $0.now.health = HealthVerdict(.syncing, "20 blocks behind") },
  GateRow(.inSync, "syncing, a stop") {
    $0.now.health = HealthVerdict(.syncing, "20 blocks behind")
    $0.verb = .stop
  },
  GateRow(.inSync, "loading") { $0.now.health = HealthVerdict(.starting, "for 12 s of about 40") },
  GateRow(.inSync, "loading, as often before") {
    $0.now.health = HealthVerdict(.starting, "for 12 s; it took 40 s before")
    $0.now.health?.readyInMs = 28_000
  },
  GateRow(.inSync, "in a crash loop") { $0.now.health = HealthVerdict(.crashLoop, "it ends") },
  GateRow(.inSync, "not looked at") { $0.now.health = nil },
  GateRow(.release, "fits"),
  GateRow(.release, "needs another processor") {
    $0.fitness = ReleaseFitness(
      missing: ["it needs a processor of level x86-64-v4, this one has v3"])
  },
  GateRow(.release, "needs two things") {
    $0.fitness = ReleaseFitness(
      missing: [
        "it needs a processor of level x86-64-v4, this one has v3",
        "it needs glibc 2.38, here is 2.36",
      ])
  },
  GateRow(.release, "not looked at") { $0.fitness = nil },
  GateRow(.release, "has the same features and more") {
    $0.fitness = ReleaseFitness(features: ["history", "metrics", "testnet"])
    $0.before = ReleaseFitness(features: ["metrics", "testnet"])
  },
  GateRow(.release, "lacks features") {
    $0.fitness = ReleaseFitness(features: ["history"])
    $0.before = ReleaseFitness(features: ["metrics", "testnet"])
  },
  GateRow(.release, "lacks a feature that newer versions no longer have") {
    $0.fitness = ReleaseFitness(features: ["metrics"])
    $0.before = ReleaseFitness(features: ["history", "metrics"])
  },
  GateRow(.release, "lacks features, a rollback") {
    $0.state[Sample.chain].previous = Sample.new
    $0.verb = .rollback
    $0.fitness = ReleaseFitness(features: ["history"])
    $0.before = ReleaseFitness(features: ["metrics", "testnet"])
  },
  GateRow(.release, "lacks features, which doesn't matter") {
    $0.fitness = ReleaseFitness(features: [])
    $0.before = ReleaseFitness(features: ["metrics"])
    $0.settings.comparesFeatures = false
  },
  GateRow(.release, "doesn't report its features") {
    $0.before = ReleaseFitness(features: ["metrics", "testnet"])
  },
  GateRow(.release, "the one before doesn't report its features") {
    $0.fitness = ReleaseFitness(features: ["metrics"])
    $0.before = ReleaseFitness()
  },
  GateRow(.release, "can't be looked at") {
    $0.fitness = ReleaseFitness(unknown: ["cannot read it"])
  },
  GateRow(.release, "the unified program has the mode") {
    $0.verb = .swap("adnet/1.0.0-0f3a9c1b2d4e")
    $0.settings.modes["adnet@alpha.service"] = "alpha-only"
    $0.fitness?.modes = ["alpha-only", "dual"]
  },
  GateRow(.release, "it hasn't") {
    $0.verb = .swap("adnet/1.0.0-0f3a9c1b2d4e")
    $0.settings.modes["adnet@alpha.service"] = "alpha-only"
    $0.fitness?.modes = ["dual"]
  },
  GateRow(.release, "it doesn't tell") {
    $0.verb = .swap("adnet/1.0.0-0f3a9c1b2d4e")
    $0.settings.modes["adnet@alpha.service"] = "alpha-only"
  },
  GateRow(.ports, "nobody has it") {
    $0.verb = .swap("adnet/1.0.0-0f3a9c1b2d4e")
    $0.settings.otherPorts["adnet@alpha.service"] = [30_303]
  },
  GateRow(.ports, "somebody has it") {
    $0.verb = .swap("adnet/1.0.0-0f3a9c1b2d4e")
    $0.settings.otherPorts["adnet@alpha.service"] = [30_303, 30_304]
    $0.now.host.listening = [22, 30_303]
  },
  GateRow(.ports, "another chain has them") {
    $0.now.host.portsOfOthers = [
      "port 3031 (rest) is chain delta's (rest) as long as it isn't stopped"
    ]
  },
  GateRow(.ledger, "another program gets it, and nobody has looked") {
    $0.verb = .swap("adnet/1.0.0-0f3a9c1b2d4e")
    $0.settings.ledger = LedgerSettings()
  },
  GateRow(.ledger, "another program gets it") {
    $0.verb = .swap("adnet/1.0.0-0f3a9c1b2d4e")
    $0.settings.ledger = LedgerSettings()
    $0.now.ledger = LedgerObservation("/data/ledger", .there)
  },
  GateRow(.ledger, "another program gets it, and the agent can't look") {
    $0.verb = .swap("adnet/1.0.0-0f3a9c1b2d4e")
    $0.settings.ledger = LedgerSettings()
    $0.now.ledger = LedgerObservation("/var/lib/adnet/nodes/alpha/ledger", .hidden)
  },
  GateRow(.ledger, "another program gets it, and it isn't there") {
    $0.verb = .swap("adnet/1.0.0-0f3a9c1b2d4e")
    $0.settings.ledger = LedgerSettings(backsUp: false, moves: true)
    $0.now.ledger = LedgerObservation("/data/ledger", .missing)
  },
  GateRow(.ledger, "another program gets it, and nothing is kept") {
    $0.verb = .swap("adnet/1.0.0-0f3a9c1b2d4e")
    $0.settings.ledger = LedgerSettings(backsUp: false, moves: true)
  },
  GateRow(.conversion, "it has to be converted") {
    $0.verb = .swap("adnet/1.0.0-0f3a9c1b2d4e")
    $0.settings.ledger = LedgerSettings(converts: true)
  },
  GateRow(.conversion, "it has to be converted, accepted") {
    $0.verb = .swap("adnet/1.0.0-0f3a9c1b2d4e")
    $0.settings.ledger = LedgerSettings(converts: true)
    $0.acceptsConversion = "root"
  },
  GateRow(.ledger, "it was converted, and the program before is to have it") {
    let from = Sample.generation(3, "0.9.0").release
    let to = Sample.generation(1, "1.0.0", program: "adnet")
    $0.now = Sample.serving(to)
    $0.settings.ledger = LedgerSettings(converts: true)
    $0.state[Sample.chain].ledger = LedgerState(
      conversion: LedgerConversion(
        from: from, to: to.release, atUnixMs: 0, height: 95))
  },
  GateRow(.command, "every option is known") { $0.fitness = knowing([]) },
  GateRow(.command, "two options are unknown") { $0.fitness = knowing(["--storage", "--wrong"]) },
  GateRow(.command, "no option is listed") { $0.fitness = knowing(nil) },
  GateRow(.command, "a restart that takes up a command with an unknown option") {
    $0.fitness = knowing(["--wrong"])
    $0.verb = .restart
    $0.now.pending = PendingSettings(changes: ["command"])
  },
  GateRow(.activation, "far away") {
    $0.settings.activation = Activation(height: 5_000, version: "2.0.0")
  },
  GateRow(.activation, "far away, and the new one is too old") {
    $0.settings.activation = Activation(height: 5_000, version: "3.0")
  },
  GateRow(.activation, "over, and the new one is too old") {
    $0.settings.activation = Activation(height: 50, version: "2.0.1")
  },
  GateRow(.activation, "so near that the old one ends, and the new one is too old") {
    $0.settings.activation = Activation(height: 180, version: "2.0.1")
  },
  GateRow(.activation, "over, and the new one can follow") {
    $0.settings.activation = Activation(height: 50, version: "1.9")
  },
  GateRow(.activation, "the release to go back to announced its end, which is over") {
    $0.state[Sample.chain].previous = Sample.new
    $0.state[Sample.chain].announced = AnnouncedEnd(Sample.new.release, height: 100)
    $0.verb = .rollback
  },
  GateRow(.activation, "the release to go back to announced its end, which is ahead") {
    $0.state[Sample.chain].previous = Sample.new
    $0.state[Sample.chain].announced = AnnouncedEnd(Sample.new.release, height: 101)
    $0.verb = .rollback
  },
  GateRow(.activation, "the release to go back to announced its end, at an unknown height") {
    $0.state[Sample.chain].previous = Sample.new
    $0.state[Sample.chain].announced = AnnouncedEnd(Sample.new.release, height: 100)
    $0.verb = .rollback
    $0.now.height = nil
  },
  GateRow(.activation, "what runs announces its end") {
    $0.now.requiredUpgrade = RequiredUpgrade(height: 5_000, version: 12)
  },
  GateRow(.activation, "can't be compared") {
    $0.settings.activation = Activation(height: 5_000, version: "mainnet")
  },
  GateRow(.disk, "room"),
  GateRow(.disk, "full") {
    $0.now.host.disk = Failure(
      FailureKind(rawValue: "disk_full"), "the disk of / has 1.0 GiB left, 10.0 GiB stay free")
  },
  GateRow(.upgrader, "none"),
  GateRow(.upgrader, "one runs") { $0.now.host.upgraders = ["ac-dc"] },
  GateRow(.memory, "in place"),
  GateRow(.memory, "not in place") { $0.now.host.memory = ["set vm.swappiness from 60 to 10"] },
  GateRow(.memory, "little is left") {
    $0.now.host.shortMemory = "3.0 GiB of memory and swap space are left of 48.0 GiB"
  },
  GateRow(.memory, "small for one process of all chains, which this is not") {
    $0.now.host.smallForShared = "this host has 31.0 GiB"
  },
  GateRow(.cleanStop, "no record"),
  GateRow(.cleanStop, "clean") { $0.now.lastExit(.code, 0, ordered: true, clean: true) },
  GateRow(.cleanStop, "killed at a stop") {
    $0.now.lastExit(.signal, 9, ordered: true, clean: false)
  },
  GateRow(.cleanStop, "died, and recovers") {
    $0.now.lastExit(.signal, 9, ordered: false, clean: false)
    $0.now.recovers = true
  },
  GateRow(.capacity, "park, no past"),
  GateRow(.capacity, "park, short in the past") {
    $0.forecast = GapForecast([2_000, 3_000, 4_500])
  },
  GateRow(.capacity, "park, longer than httpx waits") {
    $0.forecast = GapForecast([2_000, 9_000])
  },
  GateRow(.capacity, "park, long in the past") { $0.forecast = GapForecast([20_000, 300_000]) },
  GateRow(.capacity, "relay") { $0.now.peers = ["http://two:3030", "http://three:3030"] },
  GateRow(.capacity, "relay, no limit") {
    $0.now.peers = ["http://two:3030"]
    $0.settings.peerRate = 0
  },
  GateRow(.capacity, "bare") { $0.now.handoffRefusal = "kernel.yama.ptrace_scope is 3" },
]
