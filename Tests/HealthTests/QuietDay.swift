import AgentCore
import AgentSimulation
import Basics
import Health

/// A day on a host where nothing is wrong: answers are late or lost as on a real network, peers come
/// and go, and blocks take their time. Nothing here is a fault of the node.
struct QuietDay {
  private var dice: Dice
  private var it: Case
  /// Milliseconds a block on average, and when the next comes.
  private let blockMs: Int
  private var nextBlock: Int
  private var height: UInt64 = 5_000
  /// Peers that are away until then: restarted, or limiting us.
  private var away: [Int: (until: Int, outcome: ProbeSample.Outcome)] = [:]
  /// The node's runtime is busy until then: a block that takes long, memory that is tidied.
  private var busyUntil = 0

  /// What was thought of it: everything that isn't `healthy`.
  private(set) var alarms: [String] = []
  private(set) var samples = 0

  init(seed: UInt64) {
    dice = Dice(seed: seed)
    it = Case()
    // Delta's blocks take 2 to 3 s, alpha's 15 (docs/nodes.md).
    blockMs = [2_500, 4_000, 15_000].randomElement(using: &dice) ?? 4_000
    nextBlock = it.now
  }

  /// `stallsAt`: a planted illness, in milliseconds from the beginning.
  mutating func run(hours: Int, stallsAt: Int? = nil) {
    let begun = it.now
    let end = begun + hours * 3_600_000
    var step = 0
    while it.now < end {
      it.now += 5_000
      step += 1
      if stallsAt.map({ it.now - begun < $0 }) ?? true { grow() }
      live()
      own(.height) { .height($0.height) }
      if step % 3 == 0 {
        own(.peers) { _ in .count(4) }
        own(.bft) { _ in .count(3) }
        own(.sync) { _ in .synced(true) }
        for index in Case.peers.indices { peer(index) }
      }
      if step % 6 == 0 { own(.block) { .block(height: $0.height, hash: "ab\($0.height)") } }
      let verdict = it.judge()
      // Before its first answer nothing is known against it.
      if verdict.state != .healthy, verdict.state != .starting || step > 12 {
        alarms.append("after \((it.now - begun) / 1_000) s: \(verdict.state): \(verdict.reason)")
      }
    }
  }

  private mutating func grow() {
    while nextBlock <= it.now {
      height += 1
      // Some rounds fail and are repeated.
      let rounds = dice.isOne(in: 20) ? 3 : 1
      nextBlock += Int.random(in: blockMs * 7 / 10...blockMs * 13 / 10, using: &dice) * rounds
    }
  }

  private mutating func live() {
    // Three times an hour, up to 4 s.
    if dice.isOne(in: 240) { busyUntil = it.now + Int.random(in: 500...4_000, using: &dice) }
    for index in Case.peers.indices where dice.isOne(in: 2_000) {
      let outcomes: [ProbeSample.Outcome] = [.refused, .limited, .silent("no answer")]
      away[index] = (
        it.now + Int.random(in: 30_000...3_600_000, using: &dice),
        outcomes.randomElement(using: &dice) ?? .limited
      )
    }
  }

  private mutating func own(
    _ kind: CheckID.Kind, _ value: (QuietDay) -> ProbeSample.Value
  ) {
    let wait = max(0, busyUntil - it.now)
    note(latency: wait + exchange(loss: 200, milliseconds: 1), value(self)) {
      $0.own($1, kind)
    }
  }

  private mutating func peer(_ index: Int) {
    if let gone = away[index], it.now < gone.until {
      return it.peer(index, gone.outcome)
    }
    // A peer is a block ahead or behind.
    let seen = height &- UInt64(Int.random(in: 0...1, using: &dice))
    note(latency: exchange(loss: 50, milliseconds: 120), .height(seen)) { $0.peer(index, $1) }
  }

  private mutating func note(
    latency: Int, _ value: ProbeSample.Value,
    _ take: (inout Case, ProbeSample.Outcome) -> Void
  ) {
    samples += 1
    take(&it, latency > 2_000 ? .silent("no answer within 2000 ms") : .passed(value))
  }

  /// How long a request over TCP takes when one packet in `loss` is lost: a SYN is sent again after
  /// 1, 3, 7 s (RFC 6298), data after 0.2, 0.6, 1.4 s.
  private mutating func exchange(loss: Int, milliseconds: Int) -> Int {
    var time = Int.random(in: milliseconds / 2...milliseconds * 3, using: &dice)
    for first in [1_000, 200, 200] {
      var wait = first
      while dice.isOne(in: loss) || dice.isOne(in: loss) {
        time += wait
        wait *= 2
      }
    }
    return time
  }
}
