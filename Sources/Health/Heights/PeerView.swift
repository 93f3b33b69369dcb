public import AgentCore

/// What the configured peers say of the chain, taken together.
public struct PeerView: Hashable, Sendable {
  public let configured: Int
  /// Those that gave a height lately.
  public let answering: Int
  /// Those of them that grow, and are above this node.
  public let advancing: Int
  /// Those of them that have been seen long enough to say that they stand still.
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

  init(
    own: HeightHistory, peers: [String: HeightHistory], settings: HealthSettings, nowMs now: Int
  ) {
    configured = settings.peers.count
    let stall = settings.stallMs(blockMs: own.blockMs)
    // Two looks may be lost.
    let fresh = 3 * settings.peerPeriodMs
    let lately = settings.peers.compactMap { name in
      peers[name].map { (name: name, heights: $0) }
    }.filter { now - ($0.heights.lastMs ?? .min / 2) <= fresh }
    answering = lately.count
    advancing =
      lately.count { _, heights in
        guard let grew = heights.advancedMs, let began = heights.beganMs, grew > began,
          let height = heights.highest
        else { return false }
        return now - grew < stall && height > own.highest ?? 0
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
