public import Basics

/// The chain as the configured peers report it, taken together.
public struct PeerSummary: Hashable, Sendable {
  public let configured: Int
  /// The number of peers that reported a height lately.
  public let answering: Int
  /// The number of these that advance; and are well above this node, if it isn't healthy.
  public let advancing: Int
  /// The number of these that have been observed long enough to call them stalled.
  public let standing: Int
  /// The middle one of the heights given lately.
  public let median: UInt64?
  /// Peers that have another block at a height of this node, and those that have the same.
  public let disagreeing: [String]
  public let agreeing: Int
  public let forkHeight: UInt64?

  /// More than half of those configured: one peer's word, or one peer's silence, decides nothing.
  public var enough: Int { configured / 2 + 1 }

  public var network: HealthVerdict.Network {
    guard configured > 0 else { return .unknown }
    if advancing >= enough { return .advancing }
    return advancing == 0 && standing >= enough ? .flat : .unknown
  }

  public var isForked: Bool {
    disagreeing.count >= enough && disagreeing.count > agreeing
  }

  public var words: String {
    guard configured > 0 else { return "no peers are configured" }
    return "\(advancing) of \(configured) configured peers advance, "
      + "\(answering == 0 ? "none" : "\(answering)") answer"
  }

  /// A network that halts leaves its nodes a block or two apart, and the last ones still seem to grow
  /// for a moment. Only those that are so many blocks above a node that isn't well prove that it goes
  /// on without it.
  private static let lead: UInt64 = 3

  /// `isWell`: this node answers and grows.
  init(
    own: HeightHistory, isWell: Bool, peers: [String: HeightHistory], settings: HealthSettings,
    nowMs now: Int
  ) {
    configured = settings.peers.count
    let stall = settings.stallMs(blockMs: own.blockMs)
    let fresh = settings.peerFreshMs
    let lately = settings.peers.compactMap { name in
      peers[name].map { (name: name, heights: $0) }
    }.filter { now - ($0.heights.lastMs ?? .min / 2) <= fresh }
    answering = lately.count
    // A network that has just stopped is no reason to restart anyone.
    let recent = min(stall, max(fresh, 4 * (own.blockMs ?? 0)))
    advancing =
      lately.count { _, heights in
        guard let grew = heights.advancedMs, let began = heights.beganMs, grew > began,
          let height = heights.highest
        else { return false }
        guard now - grew < recent else { return false }
        return isWell || height >= (own.highest ?? 0) + Self.lead
      }
    standing =
      lately.count { _, heights in
        guard let grew = heights.advancedMs else { return false }
        return now - grew >= stall
      }
    let heights = lately.compactMap(\.heights.last).sorted()
    median = heights.isEmpty ? nil : heights[(heights.count - 1) / 2]
    var differ: [String] = []
    var same = 0
    var at: UInt64?
    for (name, heights) in peers.sorted(by: { $0.key < $1.key }) {
      guard let (height, isSame) = own.compare(heights) else { continue }
      if isSame {
        same += 1
      } else {
        differ.append(name)
        at = min(at ?? height, height)
      }
    }
    (disagreeing, agreeing, forkHeight) = (differ, same, at)
  }
}
