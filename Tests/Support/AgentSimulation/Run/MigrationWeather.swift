import AgentCore
import Basics

/// A whole migration drawn from one seed: scenario, pace, faults, mishaps, what an operator does.
public struct MigrationWeather {
  public let scenario: MigrationScenario
  public let pace: Pace
  public let faults: FaultPlan
  /// Whether every release works on every chain, in every process.
  public let isReleaseGood: Bool

  public init(seed: UInt64) {
    var dice = Dice(seed: seed)
    pace = .random(&dice)
    let ways: [(from: Topology, to: Topology, release: String?)] = [
      (.separate, .unified, "4.0.0"), (.separate, .unified, "4.0.0"),
      (.separate, .unified, "4.0.0"), (.separate, .split, "4.0.0"), (.split, .unified, nil),
      (.split, .unified, "4.1.0"), (.unified, .unified, "4.1.0"), (.unified, .split, nil),
      (.unified, .separate, nil), (.unified, .separate, nil), (.split, .separate, nil),
    ]
    let way = ways.randomElement(using: &dice) ?? ways[0]
    let ifFails: Migration.IfFails = dice.isOne(in: 2) ? .stay : .back
    var scenario = MigrationScenario(
      "weather of seed \(seed)", from: way.from,
      orders: [(.at(0), .start(way.to, release: way.release, ifFails: ifFails))])
    Self.sicken(&scenario, &dice)
    Self.change(&scenario, &dice)
    if dice.isOne(in: 2) { scenario.peers = ["http://10.0.0.2:3030"] }
    if dice.isOne(in: 8) {
      scenario.handsOff = false
      scenario.promisesClients = false
    }
    if dice.isOne(in: 6) { scenario.own.alpha = .hangsOnStop }
    Self.order(&scenario, &dice)
    for _ in 0..<Int.random(in: 0...3, using: &dice) {
      scenario.mishaps.append(
        (
          Int.random(in: 0...180_000, using: &dice), Int.random(in: 0...1, using: &dice),
          Mishap.random(&dice)
        ))
    }
    isReleaseGood =
      [scenario.split, scenario.joined, scenario.newer].allSatisfy(\.areGood)
      && scenario.failedConversions == [0, 0]
    self.scenario = scenario
    faults = .random(
      dice, oneIn: Int.random(in: 8...80, using: &dice), most: Int.random(in: 0...5, using: &dice))
  }

  /// What becomes of the ledgers. What was converted is nothing to try a sick release on: only a
  /// person gets on from there.
  private static func change(_ scenario: inout MigrationScenario, _ dice: inout Dice) {
    scenario.ledger = LedgerSettings(
      backsUp: !dice.isOne(in: 5), moves: dice.isOne(in: 2), conversionLimit: 60_000)
    let isGood = [scenario.split, scenario.joined, scenario.newer].allSatisfy(\.areGood)
    guard scenario.origin == .separate, isGood, dice.isOne(in: 2),
      case .start(let start) = scenario.orders[0].command
    else { return }
    scenario.ledger.converts = true
    scenario.failedConversions = (0...1).map { _ in Int.random(in: 0...2, using: &dice) }
    scenario.orders[0].command = .start(
      start.goal, release: start.release, ifFails: start.ifFails, converting: true)
  }

  /// Only what isn't in place at first: a host that is ill before it begins has other troubles.
  private static func sicken(_ scenario: inout MigrationScenario, _ dice: inout Dice) {
    guard dice.isOne(in: 2) else { return }
    let all: [Behaviour] = [
      .crashesAtStart, .neverReady, .crashesAfter(milliseconds: 6_000), .stalls, .bindsElsewhere,
      .isMute,
    ]
    let behaviour = all.randomElement(using: &dice) ?? .neverReady
    var parts = MigrationScenario.Parts()
    let who = Int.random(in: 0...2, using: &dice)
    if who != 1 { parts.alpha = behaviour }
    if who != 0 { parts.delta = behaviour }
    scenario.newer = parts
    switch scenario.origin {
    case .separate:
      scenario.joined = parts
      if dice.isOne(in: 2) { scenario.split = parts }
    case .split: scenario.joined = parts
    case .unified: scenario.split = parts
    }
  }

  private static func order(_ scenario: inout MigrationScenario, _ dice: inout Dice) {
    let at = MigrationScenario.Moment.at(Int.random(in: 0...150_000, using: &dice))
    switch Int.random(in: 0..<8, using: &dice) {
    case 0: scenario.orders.append((at, .abort))
    case 1: scenario.orders.append((at, .rollback))
    case 2: scenario.orders += [(at, .pause), (.afterwards, .resume)]
    case 3: scenario.orders += [(at, .pause), (.afterwards, .rollback)]
    case 4: scenario.orders += [(at, .abort), (.afterwards, .rollback)]
    case 5: scenario.orders.append((.afterwards, .resume))
    case 6: scenario.orders.append((.afterwards, .rollback))
    default: break
    }
  }
}
