/// The validators of a chain and what each has at stake. Consensus goes on while members with a
/// quorum of the stake take part.
public struct Committee: Hashable, Codable, Sendable {
  public struct Member: Hashable, Codable, Sendable {
    public let address: String
    /// In the chain's smallest unit; above 0.
    public let stake: UInt64

    public init(_ address: String, stake: UInt64) {
      self.address = address
      self.stake = stake
    }
  }

  /// The largest stake first, of equal ones by address.
  public let members: [Member]
  public let totalStake: UInt64

  public init(_ members: [Member]) throws(CommitteeProblem) {
    guard !members.isEmpty else { throw .empty }
    var known: Set<String> = []
    var total: UInt64 = 0
    for member in members {
      guard known.insert(member.address).inserted else { throw .duplicate(member.address) }
      guard member.stake > 0 else { throw .noStake(member.address) }
      let (sum, overflows) = total.addingReportingOverflow(member.stake)
      guard !overflows else { throw .tooMuchStake }
      total = sum
    }
    self.members = members.sorted { a, b in
      a.stake == b.stake ? a.address < b.address : a.stake > b.stake
    }
    totalStake = total
  }

  /// The least stake with which consensus goes on: floor(2·total/3)+1
  /// (snarkVM ledger/committee, `quorum_threshold`), without the overflow of 2·total.
  public var quorum: UInt64 { totalStake / 3 * 2 + totalStake % 3 * 2 / 3 + 1 }

  /// The least stake that contains an honest member: floor((total+2)/3)
  /// (snarkVM ledger/committee, `availability_threshold`).
  public var availability: UInt64 { totalStake / 3 + (totalStake % 3 + 2) / 3 }

  /// Nil for who isn't a member.
  public func stake(of address: String) -> UInt64? {
    members.first { $0.address == address }?.stake
  }

  public var hasEqualStakes: Bool { members.first?.stake == members.last?.stake }

  public var tolerance: Tolerance { Tolerance(of: members, quorum: quorum) }

  /// A part of the stake in tenths of a percent, rounded down.
  public func permille(_ stake: UInt64) -> Int {
    let product = stake.multipliedFullWidth(by: 1_000)
    // A part is at most the whole, so the quotient is at most 1,000.
    return Int(totalStake.dividingFullWidth(product).quotient)
  }

  /// `66.6 %`
  public func percent(_ stake: UInt64) -> String {
    let permille = permille(stake)
    return "\(permille / 10).\(permille % 10) %"
  }
}
