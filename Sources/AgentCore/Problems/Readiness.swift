import Basics

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
    let clients = ClientRoute(now)
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
