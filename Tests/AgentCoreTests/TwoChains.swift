import AgentCore
import Basics

/// A host with both chains, each in a unit of a topology.
enum TwoChains {
  static let alpha = Sample.name("alpha")
  static let delta = Sample.name("delta")
  static let shared = "adnet.service"
  static let unified = ReleaseID(program: "adnet", version: "3.0.0", digest: "0f3a9c1b2d4e")!
  static let boot = "boot-1"
  static let now = 1_700_000_000_000

  static func settings(_ chain: ChainName) -> ChainSettings {
    var settings = ChainSettings(
      chain: chain,
      nodeUnits: ["\(chain)os": "\(chain)os.service", "adnet": "adnet@\(chain).service"],
      sockets: ["adnet-\(chain)-rest.socket"], drainSockets: ["adnet-\(chain)-rest-drain.socket"],
      relayUnit: "adnet-relay@\(chain).service", drainUnit: "adnet-drain@\(chain).service")
    settings.sharedUnit = shared
    settings.companions = [alpha, delta].filter { $0 != chain }
    settings.guardsQuorum = false
    return settings
  }

  static func own(_ chain: ChainName) -> ReleaseID {
    ReleaseID(program: "\(chain)os", version: "1.0.0", digest: "0f3a9c1b2d4e")!
  }

  static func owner(_ chain: ChainName, _ topology: Topology, number: Int = 4) -> Generation {
    Generation(
      number: number, unit: settings(chain).unit(in: topology)!,
      release: topology == .separate ? own(chain) : unified)
  }

  static func state(_ topology: Topology) -> AgentState {
    var state = AgentState()
    for chain in [alpha, delta] {
      let owner = owner(chain, topology)
      state[chain] = ChainState(enabled: true, desired: .running, proven: owner)
      if topology != .separate {
        state[chain].previous = Self.owner(chain, .separate, number: 3)
      }
    }
    return state
  }

  /// The owner of the topology runs well.
  static func seen(_ chain: ChainName, _ topology: Topology) -> ChainObservation {
    let settings = settings(chain)
    var seen = ChainObservation(nowUnixMs: now, nowBoottimeMs: 1_000_000, bootID: boot)
    for name in settings.units {
      var unit = UnitState(name: name)
      unit.load = .loaded
      unit.activity = .inactive
      seen.units[name] = unit
    }
    seen.emptyGroups = Set(settings.units)
    let owner = owner(chain, topology)
    seen.current = .generation(owner)
    for socket in settings.sockets { seen.units[socket]?.activity = .active }
    var report = SupervisorReport(unit: owner.unit, chain: chain, state: .ready, bootID: boot)
    report.generation = owner.number
    report.release = owner.release
    report.supervisorPID = 200
    report.nodePID = 201
    report.handoff = .on
    seen.supervisors[owner.unit] = report
    seen.units[owner.unit]?.mainProcess = 200
    seen.units[owner.unit]?.activity = .active
    seen.emptyGroups.remove(owner.unit)
    seen.lock = .held
    seen.height = HeightReading(.height(100), atUnixMs: now)
    return seen
  }

  static func observation(
    _ topology: Topology, account: (ChainName) -> String = { _ in "adnet-node" }
  ) -> MigrationObservation {
    var chains: [ChainName: MigrationObservation.Chain] = [:]
    for chain in [alpha, delta] {
      chains[chain] = MigrationObservation.Chain(
        seen(chain, topology), settings(chain), account: account(chain))
    }
    return MigrationObservation(
      nowUnixMs: now, chains: chains, releases: [unified, own(alpha), own(delta)])
  }
}

extension MigrationObservation {
  /// Nobody knows whether its chains go on without this host's nodes.
  var withoutCommittee: MigrationObservation {
    var observation = self
    for (chain, seen) in chains {
      var settings = seen.settings
      settings.guardsQuorum = true
      var now = seen.now
      now.quorum = nil
      observation.chains[chain] = MigrationObservation.Chain(now, settings, account: seen.account)
    }
    return observation
  }
}
