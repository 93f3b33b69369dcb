import AgentCore
import Basics

/// A whole run drawn from one seed: scenario, pace, faults, mishaps.
public struct Weather {
  public let scenario: Scenario
  public let pace: Pace
  public let faults: FaultPlan
  /// Whether an operation that ends as done must have got a release that works.
  public let isReleaseGood: Bool

  public init(seed: UInt64) {
    var dice = Dice(seed: seed)
    pace = .random(&dice)
    let old = HostUnits.release("1.0.0")
    let new = HostUnits.release("2.0.0", of: dice.isOne(in: 5) ? "adnet" : "alphaos")
    let bad: [Behaviour] = [
      .crashesAtStart, .neverReady, .crashesAfter(milliseconds: 3_000), .stalls, .bindsElsewhere,
      .isMute,
    ]
    var behaviour = Behaviour.good
    if dice.isOne(in: 2) { behaviour = bad.randomElement(using: &dice) ?? .good }
    isReleaseGood = behaviour == .good
    var scenario = Scenario(
      "weather of seed \(seed)",
      behaviours: [old: dice.isOne(in: 5) ? .hangsOnStop : .good, new: behaviour])
    // It may be another program's.
    scenario.verb = .swap(new.description)
    switch Int.random(in: 0..<10, using: &dice) {
    case 0: scenario.verb = .restart
    case 1 where new.program == old.program:
      scenario.verb = .rollback
      scenario.previous = new
    case 2:
      scenario.installed = nil
      scenario.promisesClients = false
    case 3:
      scenario.verb = dice.isOne(in: 2) ? .stop : .disable
      scenario.promisesClients = false
    case 4:
      scenario.handsOff = false
      scenario.promisesClients = false
    case 5: scenario.peers = ["http://10.0.0.2:3030"]
    case 6:
      scenario.peers = dice.isOne(in: 2) ? ["http://10.0.0.2:3030"] : []
      scenario.isDrained = dice.isOne(in: 2)
      if scenario.isDrained {
        if dice.isOne(in: 2) { scenario.verb = .undrain }
      } else {
        scenario.verb = .drain(
          Command.Drain(forReboot: dice.isOne(in: 2), withoutPeers: true))
      }
    default: break
    }
    for _ in 0..<Int.random(in: 0...3, using: &dice) {
      scenario.mishaps.append((Int.random(in: 0...60_000, using: &dice), Mishap.random(&dice)))
    }
    self.scenario = scenario
    faults = .random(
      dice, oneIn: Int.random(in: 8...40, using: &dice), most: Int.random(in: 0...5, using: &dice))
  }
}

extension Mishap {
  /// Of those that say nothing about the node itself or the network.
  static func random(_ dice: inout Dice) -> Mishap {
    let jump = Int.random(in: -3_600_000...3_600_000, using: &dice)
    let all: [Mishap] = [
      .supervisorIsKilled, .relayDies, .ownerIsStarted, .otherUnitIsStarted,
      .calendarJumps(milliseconds: jump),
    ]
    return all.randomElement(using: &dice) ?? .relayDies
  }
}
