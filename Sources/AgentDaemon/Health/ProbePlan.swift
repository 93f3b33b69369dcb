import AgentConfig
import Basics
import Health

/// One probe that is repeated.
struct PlannedProbe: Hashable, Sendable {
  enum Place: Hashable, Sendable {
    case node(PortConfiguration)
    case peer(PeerTarget)
  }

  let kind: CheckID.Kind
  let place: Place
  let periodMs: Int
  /// The role of the node's port that answers for the height, under which all is filed that is judged with
  /// it; nil where it is the one that is asked.
  var heightRole: String?

  var id: CheckID {
    switch place {
    case .node(let port):
      switch kind {
      case .height, .block, .peers, .bft, .sync, .committee: CheckID(kind, heightRole ?? port.role)
      case .metrics, .websocket, .tcp: CheckID(kind, port.role)
      }
    case .peer(let peer): CheckID(kind, peer.url)
    }
  }

  /// The check that has to have answered before: it shows under which base path to ask.
  var prerequisite: CheckID? {
    switch kind {
    case .peers, .bft, .sync, .block, .committee: CheckID(.height, id.target)
    case .height, .metrics, .websocket, .tcp: nil
    }
  }
}

/// All probes of one chain. The node's own height isn't among them: decisions ask for it.
struct ProbePlan {
  let node: [PlannedProbe]
  let peers: [PlannedProbe]

  init(_ chain: ChainConfiguration) {
    let period = chain.probe.periodMilliseconds
    let targets = chain.peers.members.compactMap { PeerTarget($0.url) }
    var node: [PlannedProbe] = []
    for port in chain.ports {
      func plan(_ kind: CheckID.Kind, every periods: Int) {
        node.append(
          PlannedProbe(
            kind: kind, place: .node(port), periodMs: period * periods,
            heightRole: chain.heightPort?.role))
      }
      // Each is asked where its answer is.
      func planCounts(ofMetrics isOfMetrics: Bool) {
        let queries = chain.probe.queries
        for (kind, query) in [
          (CheckID.Kind.peers, queries.peers), (.bft, queries.validators), (.sync, queries.sync),
        ] where query.metric.isEmpty != isOfMetrics { plan(kind, every: 3) }
      }
      switch port.role {
      case "rest":
        planCounts(ofMetrics: false)
        plan(.committee, every: 12)
        // Only to be compared.
        if !targets.isEmpty { plan(.block, every: 6) }
      case "ws": plan(.websocket, every: 3)
      case "metrics":
        planCounts(ofMetrics: true)
        plan(.metrics, every: 6)
      // A connection that says nothing is taken amiss there: snarkOS bans addresses for it. Who
      // listens is seen without one.
      case "p2p", "bft": break
      default: plan(.tcp, every: 1)
      }
    }
    self.node = node
    peers = targets.flatMap { target in
      [
        PlannedProbe(kind: .height, place: .peer(target), periodMs: period * 3),
        PlannedProbe(kind: .block, place: .peer(target), periodMs: period * 6),
        PlannedProbe(kind: .committee, place: .peer(target), periodMs: period * 24),
      ]
    }
  }
}
