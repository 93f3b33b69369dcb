import AgentCore
import Basics

/// What the chains of a simulated host have in common: time, power, the agent's disk, and what is to
/// happen. Whatever is called "durable" survives `cutPower`; all else doesn't.
final class SimulatedMachine {
  let pace: Pace
  /// Milliseconds since the simulation began; the calendar and the boot's clock follow from it.
  private(set) var now = 0
  private(set) var bootedAt = 0
  private(set) var boots = 1
  private(set) var isOff = false
  var calendarOffset = 1_700_000_000_000
  /// Durable.
  var disk = AgentState()
  var doorShutUntil = 0
  /// Of migrations; nil where the operator has none.
  var hook: SimulatedHook?
  let log: Log
  private(set) var violations: [String] = []
  private(set) var legs: [SimulatedHost] = []
  /// By unit.
  private(set) var supervisors: [String: SimulatedSupervisor] = [:]

  private struct Entry {
    let at: Int
    let order: Int
    let leg: Int
    let what: Happening
  }
  private var queue: [Entry] = []
  private var order = 0
  private var nextPID: Int32 = 100

  /// - Parameter behaviours: of each chain's part of a release, alone and in a process for all.
  init(
    _ units: [HostUnits], pace: Pace, log: Log,
    behaviours: (HostUnits) -> (alone: [ReleaseID: Behaviour], joined: [ReleaseID: Behaviour])
  ) {
    self.pace = pace
    self.log = log
    for (index, names) in units.enumerated() {
      let own = units.count > 1 ? Log(log, about: names.chain.text) : log
      let (alone, joined) = behaviours(names)
      legs.append(
        SimulatedHost(self, index, names, behaviours: alone, joined: joined, log: own))
    }
    for leg in legs {
      for unit in leg.names.settings.owners where supervisors[unit] == nil {
        let served = unit == HostUnits.shared ? legs : [leg]
        supervisors[unit] = SimulatedSupervisor(unit, served, self)
      }
    }
  }

  func newPID() -> Int32 {
    nextPID += 1
    return nextPID
  }

  func violate(_ what: String, _ log: Log) {
    log.note(now, "VIOLATED", what)
    if violations.last?.hasSuffix(what) != true { violations.append("at \(now) ms: \(what)") }
  }

  // MARK: Time

  func schedule(_ what: Happening, of leg: Int, in milliseconds: Int) {
    order += 1
    let entry = Entry(at: now + max(0, milliseconds), order: order, leg: leg, what: what)
    let index = queue.firstIndex { $0.at > entry.at } ?? queue.count
    queue.insert(entry, at: index)
  }

  var nextHappening: Int? { queue.first?.at }

  /// Lets time pass, with everything that is due in it.
  func pass(to time: Int) {
    while let next = queue.first, next.at <= time {
      queue.removeFirst()
      flow(to: max(now, next.at))
      if next.what == .boots { boot() } else { legs[next.leg].happen(next.what) }
      checkPromises()
    }
    flow(to: max(now, time))
    checkPromises()
  }

  private func flow(to time: Int) {
    for leg in legs { leg.flow(from: now, to: time) }
    now = time
  }

  func checkPromises() {
    for leg in legs { leg.checkPromises() }
    if legs.count > 1 { checkTogether() }
  }

  // MARK: Power

  func cutPower() {
    log.note(now, "power", "is cut")
    for leg in legs { leg.height = leg.chainHeight }
    queue = queue.filter { if case .mishap = $0.what { true } else { false } }
    for leg in legs { leg.losePower() }
    hook?.losePower(now: now)
    for supervisor in supervisors.values { supervisor.losePower() }
    isOff = true
    schedule(.boots, of: 0, in: pace.boot)
  }

  private func boot() {
    isOff = false
    boots += 1
    bootedAt = now
    log.note(now, "host", "boots")
    for leg in legs { leg.boot() }
  }
}
