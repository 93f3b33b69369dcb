import AgentCore
import Basics

/// One run of a migration: the same scenario, pace, faults and mutation give the same run.
public struct MigrationSimulation {
  private let scenario: MigrationScenario
  private let machine: SimulatedMachine
  private let agent: SimulatedAgent
  private let log: Log
  /// Above the longest way there and back, with every fault on it.
  private static let longest = 3 * 3_600_000
  /// An operator who is refused asks again every second, for so long.
  private static let patience = 300_000

  public init(
    _ scenario: MigrationScenario, pace: Pace = Pace(), faults: FaultPlan = .none,
    mutation: Mutation = .none, wantsTranscript: Bool = false
  ) {
    self.scenario = scenario
    log = Log(isWanted: wantsTranscript)
    let pair = HostUnits.pair.map { names in
      var names = names
      names.settings.ledger = scenario.ledger
      return names
    }
    machine = SimulatedMachine(
      pair, pace: pace, log: log, behaviours: scenario.behaviours)
    agent = SimulatedAgent(machine, mutation: mutation, faults: faults)
    agent.world.releases = scenario.releases
    machine.hook = scenario.failedHooks.map { SimulatedHook(failures: $0) }
  }

  public func run() -> MigrationRecord {
    prepare()
    let refusals = untilEnded()
    if machine.violations.isEmpty { checkEnd() }
    return MigrationRecord(
      migration: machine.disk.migration, state: machine.disk,
      current: machine.legs.map(\.current.generation), clients: machine.legs.map(\.clients),
      operations: agent.world.operations, milliseconds: machine.now, refusals: refusals,
      violations: machine.violations, transcript: log.lines, heals: agent.world.heals,
      health: agent.world.verdicts.map { $0?.state })
  }

  // MARK: Before

  private func prepare() {
    for (index, leg) in machine.legs.enumerated() {
      leg.handsOff = scenario.handsOff
      leg.peers = scenario.peers
      leg.network = scenario.networks[index]
      leg.validators = scenario.validators
      leg.ledger.failures = scenario.failedConversions[index]
      let settings = leg.names.settings
      guard let unit = settings.unit(in: scenario.origin) else { continue }
      let own = scenario.own(leg.names)
      let release = scenario.origin == .separate ? own : MigrationScenario.unified
      // The chains' numbers have nothing to do with each other.
      let owner = Generation(number: 4 + 3 * index, unit: unit, release: release)
      leg.current = .generation(owner)
      leg.settings = [
        owner.number: SimulatedSettings(configuration: 1, unit: unit),
        owner.number - 1: SimulatedSettings(configuration: 1, unit: leg.names.node),
      ]
      leg.ledger.form = leg.form(of: release.program, converts: scenario.origin != .separate)
      var chain = ChainState(enabled: true, desired: .running, proven: owner)
      if scenario.origin != .separate {
        chain.previous = Generation(
          number: owner.number - 1, unit: leg.names.node, release: own)
      }
      leg.storage = scenario.storage
      machine.disk[leg.names.chain] = chain
    }
    for leg in machine.legs {
      guard let unit = leg.current.generation?.unit else { continue }
      do throws(Failure) {
        try leg.perform(.enableUnits([unit]))
        try leg.start(unit)
      } catch {
        leg.violate(error.text)
      }
    }
    machine.pass(to: 90_000)
    for leg in machine.legs where leg.storage != nil {
      leg.notePeak()
      machine.disk[leg.names.chain].reached = ReachedHeight(
        leg.chainHeight, atUnixMs: leg.unix - 600_000)
      let started = leg.current.generation.flatMap { leg.reports[$0.unit]?.startedUnixMs }
      machine.disk[leg.names.chain].record = RecordSeen(
        path: leg.storage?.record, startedUnixMs: started ?? 0)
    }
    log.zero = machine.now
    agent.begin()
    for leg in machine.legs {
      leg.networkBegan = machine.now
      leg.isPromised = scenario.promisesClients
    }
    for mishap in scenario.mishaps {
      machine.legs[mishap.chain].schedule(.mishap(mishap.what), in: mishap.at)
    }
  }

  // MARK: The run

  private func untilEnded() -> [Failure] {
    let begin = machine.now
    var orders = scenario.orders[...]
    var refusals: [Failure] = []
    var refusedSince: Int?
    var quiet = 0
    var wasLost = false
    while machine.violations.isEmpty {
      guard machine.now - begin < Self.longest else {
        machine.violate("the migration doesn't end", log)
        break
      }
      do throws(Interruption) {
        let rests = isAtRest
        quiet = rests ? quiet + 1 : 0
        if let order = orders.first, isDue(order.when, begin, rests: quiet >= 8 && isTidy) {
          if wasLost, order.command.isTaken(machine.disk.migration) {
            orders.removeFirst()
            refusedSince = nil
          } else if let refusal = try give(order.command) {
            // What stands in the way may go.
            let since = refusedSince ?? machine.now
            refusedSince = since
            let mayWait =
              if case .start = order.command { true } else { refusal.kind.rawValue == "busy" }
            if !mayWait || machine.now - since > Self.patience {
              log.note(machine.now, "operator", "is refused: \(refusal.text)")
              refusals.append(refusal)
              orders.removeFirst()
              refusedSince = nil
            }
            machine.pass(to: machine.now + 1_000)
          } else {
            orders.removeFirst()
            refusedSince = nil
          }
          wasLost = false
          quiet = 0
        } else if orders.isEmpty, quiet >= 8, isTidy, machine.now - begin >= scenario.unattendedMs {
          break
        }
        try agent.turn()
      } catch {
        // Whether an order came through shows in what was remembered.
        wasLost = true
        agent.afterwards(error)
      }
    }
    return refusals
  }

  private func give(_ command: MigrationCommand) throws(Interruption) -> Failure? {
    log.note(machine.now, "operator", "\(command.words)")
    return try agent.take(command)
  }

  private func isDue(_ when: MigrationScenario.Moment, _ begin: Int, rests: Bool) -> Bool {
    switch when {
    case .at(let time): machine.now - begin >= time
    case .afterwards: rests
    }
  }

  /// Nothing goes on without an operator.
  private var isAtRest: Bool {
    machine.disk.operation == nil && (machine.disk.migration?.isUnderWay != true || isHeld)
  }

  /// A migration waits then until an operator has settled that.
  private var isHeld: Bool { machine.disk.chains.values.contains { $0.fallen != nil } }

  // MARK: After

  private var isTidy: Bool {
    machine.legs.allSatisfy { leg in
      !leg.isGroupOpen && leg.clients.relayQueue.isEmpty
        && (leg.listener != nil || leg.isLeftOut || isHeld)
    }
  }

  private func checkEnd() {
    for leg in machine.legs where !leg.isLeftOut {
      let chain = machine.disk[leg.names.chain]
      leg.checkStorage()
      // A node that has lost what its chain had is kept stopped.
      if leg.storage != nil, chain.desired == .stopped { continue }
      guard let node = leg.listener else {
        leg.violate("no node serves in the end")
        continue
      }
      if chain.proven.map({ leg.current != .generation($0) }) ?? true,
        chain.lastOperation?.outcome != .failed
      {
        leg.violate("the chain isn't owned by what was proven")
      }
      if node.behaviour != .good, node.behaviour != .hangsOnStop {
        leg.violate("a sick node serves in the end")
      }
      if !leg.clients.nodeQueue.isEmpty { leg.violate("clients still wait in the end") }
    }
    machine.checkTogether()
  }
}
