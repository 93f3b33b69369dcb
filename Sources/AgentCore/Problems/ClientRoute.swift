import Basics

/// The party that a chain's clients reach now.
public enum ClientRoute: Hashable, Sendable {
  /// The node, whatever it is like.
  case node
  /// Peers, this many, by way of the relay.
  case peers(Int)
  /// No node and no peer: clients wait behind the relay, and get 503 after `park.limit`.
  case nobody

  public init(_ now: ChainObservation) {
    guard let relay = now.relay, relay.route == .relay, relay.isVerified else {
      self = .node
      return
    }
    self = relay.peers.isEmpty ? .nobody : .peers(relay.peers.count)
  }

  /// Words for people; nil where clients reach the node.
  public var words: String? {
    switch self {
    case .node: nil
    case .peers(1): "one peer answers"
    case .peers(let count): "\(count) peers answer"
    case .nobody: "no peer answers; they wait, then get 503"
    }
  }
}
