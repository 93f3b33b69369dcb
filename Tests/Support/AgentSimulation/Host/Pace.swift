/// How long things take on a simulated host, in milliseconds.
public struct Pace: Hashable, Sendable {
  public var unitStart = 40
  public var unitStop = 30
  public var spawn = 20
  public var load = 2_500
  public var crash = 300
  public var end = 3_000
  public var stopGrace = 20_000
  public var block = 4_000
  public var boot = 15_000
  public var look = 5
  public var save = 4
  public var effect = 8
  public var agentRestart = 1_000
  /// How long it takes to take over the node's connections.
  public var adoption = 300
  /// How long work on the ledger takes.
  public var ledger = 400
  /// How long a request takes that the node has accepted.
  public var request = 60

  public init() {}

  public static func random(_ dice: inout Dice) -> Pace {
    var pace = Pace()
    // Now and then systemd is slow.
    let slow = dice.isOne(in: 4) ? 20 : 1
    pace.unitStart = Int.random(in: 5...80, using: &dice) * slow
    pace.unitStop = Int.random(in: 5...80, using: &dice) * slow
    pace.spawn = Int.random(in: 2...40, using: &dice)
    pace.load = Int.random(in: 50...20_000, using: &dice)
    pace.crash = Int.random(in: 1...2_000, using: &dice)
    pace.end = Int.random(in: 10...8_000, using: &dice)
    pace.block = Int.random(in: 1_000...15_000, using: &dice)
    pace.look = Int.random(in: 1...50, using: &dice)
    pace.save = Int.random(in: 1...30, using: &dice)
    pace.effect = Int.random(in: 1...60, using: &dice)
    pace.agentRestart = Int.random(in: 100...20_000, using: &dice)
    pace.boot = Int.random(in: 5_000...60_000, using: &dice)
    pace.adoption = Int.random(in: 10...20_000, using: &dice)
    pace.ledger = Int.random(in: 5...10_000, using: &dice)
    return pace
  }
}
