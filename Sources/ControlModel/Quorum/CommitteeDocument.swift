public import AgentCore
public import Basics
public import Quorum

/// The validators of a chain, and who of them takes part.
public struct CommitteeDocument: Document {
  public static let schemaName = "adnet.committee/1"

  public private(set) var schema = Self.schemaName
  public var observedAt: Timestamp
  public var chain: ChainName
  /// The source of it: `the node`, a peer's URL, or a file. Left out when nobody did; then there is nothing
  /// below.
  public var source: String?
  public var totalStake: UInt64
  /// The least stake with which consensus goes on.
  public var quorum: UInt64
  /// The stake that takes part now, as far as that is known.
  public var running: UInt64
  /// Whether this node may go now without halting the chain.
  public var mayGo: Bool
  /// The tolerance in plain words: how many may fail.
  public var words: [String]
  /// The largest stake first.
  public var members: [Member]
  /// Peers whose address is no member's.
  public var strangers: [String]

  public struct Member: Codable, Hashable, Sendable {
    public var address: String
    public var stake: UInt64
    /// Tenths of a percent of all stake, rounded down.
    public var permille: Int
    public var isOwn: Bool
    /// Left out for one that nobody has said where to ask.
    public var url: String?
    public var presence: Attendance.Presence
    public var since: Timestamp?
  }

  public init(
    observedAt: Timestamp, chain: ChainName, _ observation: QuorumObservation?,
    addresses: [String: String]
  ) {
    self.observedAt = observedAt
    self.chain = chain
    source = observation?.source
    totalStake = observation?.committee.totalStake ?? 0
    quorum = observation?.committee.quorum ?? 0
    let margin = observation?.margin
    running = margin?.running ?? 0
    mayGo = margin?.mayGo ?? false
    words = observation?.committee.words ?? []
    members = observation.map(Self.members) ?? []
    let known = Set(members.map(\.address))
    strangers = addresses.filter { !known.contains($0.value) }.map(\.key).sorted()
    if observation == nil { strangers = [] }
  }

  private static func members(_ observation: QuorumObservation) -> [Member] {
    var peers: [String: Attendance.Peer] = [:]
    for peer in observation.attendance.peers { peers[peer.address] = peer }
    return observation.committee.members.map { member in
      let isOwn = member.address == observation.attendance.own
      let peer = peers[member.address]
      let presence: Attendance.Presence =
        isOwn ? (observation.attendance.ownTakesPart ? .up : .down) : peer?.presence ?? .unknown
      return Member(
        address: member.address, stake: member.stake,
        permille: observation.committee.permille(member.stake), isOwn: isOwn, url: peer?.name,
        presence: presence,
        since: peer?.sinceUnixMs.map { Timestamp(unixMilliseconds: $0) })
    }
  }
}
