import AgentSimulation
import Quorum
import Testing

@testable import AgentCore

/// The same questions answered another way: whether three times the stake is above twice the total,
/// over all subsets.
enum BruteForce {
  static func hasQuorum(_ stake: UInt64, of total: UInt64) -> Bool {
    UInt128(stake) * 3 > UInt128(total) * 2
  }

  /// By how many are missing: whether all such subsets leave a quorum, and whether any does.
  static func subsets(_ stakes: [UInt64], total: UInt64) -> (all: [Bool], any: [Bool]) {
    var all = [Bool](repeating: true, count: stakes.count + 1)
    var any = [Bool](repeating: false, count: stakes.count + 1)
    for subset in 0..<(1 << stakes.count) {
      var left: UInt64 = 0
      for (index, stake) in stakes.enumerated() where subset & (1 << index) == 0 { left += stake }
      let missing = subset.nonzeroBitCount
      let has = hasQuorum(left, of: total)
      all[missing] = all[missing] && has
      any[missing] = any[missing] || has
    }
    return (all, any)
  }
}

extension Committee {
  /// Members `a0`, `a1`, … with these stakes.
  init(stakes: [UInt64]) throws(CommitteeProblem) {
    try self.init(stakes.enumerated().map { Member("a\($0.offset)", stake: $0.element) })
  }
}

@Suite struct CommitteeTests {
  /// docs/nodes.md: n equal stakes, and how many may be down.
  @Test(arguments: [
    (1, 0), (2, 0), (3, 0), (4, 1), (5, 1), (6, 1), (7, 2), (8, 2), (9, 2), (10, 3), (100, 33),
  ])
  func equalStakes(count: Int, mayBeDown: Int) throws {
    for stake: UInt64 in [1, 2, 3, 1_000_000, 10_000_000_000_000] {
      let committee = try Committee(stakes: Array(repeating: stake, count: count))
      #expect(committee.tolerance.any == mayBeDown)
      #expect(committee.tolerance.most == mayBeDown)
      #expect(committee.hasEqualStakes)
      #expect(committee.tolerance.critical.count == (mayBeDown == 0 ? count : 0))
    }
  }

  @Test func aThousandUnequalOnesAgainstAllSubsets() throws {
    for seed: UInt64 in 1...1_000 {
      var dice = Dice(seed: seed)
      let count = Int.random(in: 1...10, using: &dice)
      // Near the limit of what adds up to 64 bits, small ones, and some that are mostly one member's.
      let top: UInt64 = [3, 10, 1_000, UInt64.max / 10][Int.random(in: 0...3, using: &dice)]
      var stakes = (0..<count).map { _ in UInt64.random(in: 1...top, using: &dice) }
      if Bool.random(using: &dice) { stakes[0] = max(1, top / 2) }
      let committee = try Committee(stakes: stakes)
      let total = stakes.reduce(0, +)
      let (all, any) = BruteForce.subsets(stakes, total: total)
      let tolerance = committee.tolerance
      #expect(tolerance.any == (0...count).last { all[0...$0].allSatisfy { $0 } }, "seed \(seed)")
      #expect(tolerance.most == (0...count).last { any[$0] }, "seed \(seed)")
      let critical = stakes.indices.filter { !BruteForce.hasQuorum(total - stakes[$0], of: total) }
      #expect(Set(tolerance.critical) == Set(critical.map { "a\($0)" }), "seed \(seed)")
      #expect(BruteForce.hasQuorum(committee.quorum, of: total), "seed \(seed)")
      #expect(!BruteForce.hasQuorum(committee.quorum - 1, of: total), "seed \(seed)")
    }
  }

  @Test func aThousandMembers() throws {
    let committee = try Committee(stakes: (1...1_000).map { UInt64($0) })
    #expect(committee.totalStake == 500_500)
    #expect(committee.quorum == 333_667)
    #expect(committee.availability == 166_834)
    // 1000 + 999 + … down to 817 are 166,832 of the 166,833 that may be missing.
    #expect(committee.tolerance.any == 183)
  }

  @Test func theLargestStakesThatAddUp() throws {
    let committee = try Committee(stakes: [.max - 3, 1, 1, 1])
    #expect(committee.quorum == UInt64((UInt128(UInt64.max) * 2 / 3) + 1))
    #expect(committee.tolerance.critical == ["a0"])
    #expect(committee.tolerance.any == 0)
    #expect(committee.tolerance.most == 3)
    #expect(committee.percent(committee.quorum) == "66.6 %")
    #expect(committee.percent(.max) == "100.0 %")
  }

  @Test func whatIsNoCommittee() {
    #expect(throws: CommitteeProblem.empty) { try Committee([]) }
    #expect(throws: CommitteeProblem.noStake("a1")) { try Committee(stakes: [1, 0]) }
    #expect(throws: CommitteeProblem.tooMuchStake) { try Committee(stakes: [.max, 1]) }
    #expect(throws: CommitteeProblem.duplicate("a")) {
      try Committee([.init("a", stake: 1), .init("a", stake: 2)])
    }
  }
}
