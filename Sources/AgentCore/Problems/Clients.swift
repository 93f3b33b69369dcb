import Basics

/// The party that a chain's clients reach now.
public enum Clients: Hashable, Sendable {
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

/// Whether clients should be sent to a chain, and why.
public struct Readiness: Hashable, Sendable {
  /// Whether clients should be sent to the chain; nil before the first look at its node.
  public let isReady: Bool?
  public let reason: String

  private init(_ isReady: Bool?, _ reason: String) {
    self.isReady = isReady
    self.reason = reason
  }

  /// - Parameter drainedIsReady: whether a drained chain counts as ready while peers answer for it.
  public static func judge(
    _ state: ChainState, seeing now: ChainObservation, drainedIsReady: Bool = true
  ) -> Readiness {
    if state.drained != nil, !drainedIsReady { return Readiness(false, "drained") }
    let clients = Clients(now)
    switch (clients, state.drained == nil) {
    case (.peers, false): return Readiness(true, "drained, \(clients.words ?? "")")
    case (.nobody, false): return Readiness(false, "drained, no peer answers")
    case (.nobody, true):
      return Readiness(false, "its clients wait behind the relay, no peer answers")
    // Peers take the load of a drain, and not that of every node that is ill.
    case (.peers, true), (.node, _):
      let health = now.health
      return Readiness(health?.state.isReady, health?.reason ?? "not looked at yet")
    }
  }
}
