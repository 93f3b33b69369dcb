/// How many of some members may be missing before the chain halts.
public struct Tolerance: Hashable, Sendable {
  /// Any so many of them, even those with most stake; nil when they have no quorum as it is.
  public let any: Int?
  /// So many of them at most: those with least stake.
  public let most: Int?
  /// The validators without any single one of which the chain halts.
  public let critical: [String]

  init(of members: [Committee.Member], quorum: UInt64) {
    let stakes = members.map(\.stake).sorted(by: >)
    let all = stakes.reduce(0, +)
    any = Self.count(stakes, all, quorum)
    most = Self.count(stakes.reversed(), all, quorum)
    critical = members.filter { all - $0.stake < quorum }.map(\.address)
  }

  /// How many of the first may go.
  private static func count(_ stakes: [UInt64], _ all: UInt64, _ quorum: UInt64) -> Int? {
    guard all >= quorum else { return nil }
    var left = all
    for (index, stake) in stakes.enumerated() {
      left -= stake
      if left < quorum { return index }
    }
    return stakes.count
  }
}
