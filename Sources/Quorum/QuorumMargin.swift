/// Whether a chain goes on without this node, given who is down already. What isn't known counts
/// against it: of several ways things may be, the one with the least stake is taken.
public struct QuorumMargin: Hashable, Sendable {
  public let quorum: UInt64
  /// The stake of this node; 0 when it is no member. Where its address isn't known, the largest that
  /// it may be.
  public let own: UInt64
  public let ownTakesPart: Bool
  /// The stake of the other members that surely take part, and how many they are.
  public let others: UInt64
  public let othersCount: Int
  /// The peers that are known to be down or behind.
  public let absent: [Attendance.Peer]
  /// Of how many others nobody knows.
  public let unknown: Int

  /// - Parameter attendance: peers that are no members are ignored.
  public init(_ committee: Committee, _ attendance: Attendance) {
    quorum = committee.quorum
    ownTakesPart = attendance.ownTakesPart
    var stakes: [String: UInt64] = [:]
    for member in committee.members { stakes[member.address] = member.stake }
    let peers = attendance.peers.filter {
      stakes[$0.address] != nil && $0.address != attendance.own
    }
    let named = Set(peers.map(\.address))
    // Of those that nobody has named, the largest may be this one: that leaves the least for others.
    let ownAddress =
      attendance.own ?? committee.members.first { !named.contains($0.address) }?.address
    own = ownAddress.flatMap { stakes[$0] } ?? 0

    func stakesOf(_ wanted: Set<Attendance.Presence>) -> [UInt64] {
      peers.filter { wanted.contains($0.presence) }.compactMap { stakes[$0.address] }
    }
    let unnamed = committee.members.filter {
      !named.contains($0.address) && $0.address != ownAddress
    }.map(\.stake)
    let up = stakesOf([.up]).sorted()
    // These may be among the connected: a connection outlives a machine that lost its power.
    let absentCount = stakesOf([.behind, .down]).count
    let unseen = (stakesOf([.unknown]) + unnamed).sorted()
    let sure: [UInt64]
    if let connected = attendance.connected, attendance.ownTakesPart {
      let more = max(0, connected - up.count - absentCount)
      // Who answers and isn't connected takes no part.
      sure = Array(up.prefix(connected) + unseen.prefix(more))
    } else {
      sure = up
    }
    others = sure.reduce(0, +)
    othersCount = sure.count
    absent = peers.filter { $0.presence == .behind || $0.presence == .down }
    let count = committee.members.count - (own > 0 ? 1 : 0)
    unknown = max(0, count - othersCount - absent.count)
  }

  /// The stake that takes part now, as far as that is known.
  public var running: UInt64 { others + (ownTakesPart ? own : 0) }

  /// Without a quorum now, as far as that is known: the chain stands still.
  public var isHalted: Bool { running < quorum }

  /// Whether this node may go without taking the quorum away: the others have one, or it isn't part of
  /// it anyway.
  public var mayGo: Bool { own == 0 || !ownTakesPart || others >= quorum }
}
