/// A question to a node's REST, cheap for the node (docs/nodes.md).
public enum ProbeQuestion: Sendable, CaseIterable {
  case height, hash, peers, bft, sync, committee
  /// Whether the node says that it is ready; only where its configuration says how to ask.
  case ready

  /// The family's route, behind the base path.
  package var path: String {
    switch self {
    case .height: "/block/height/latest"
    case .hash: "/block/hash/latest"
    case .peers: "/peers/count"
    case .bft: "/connections/bft/count"
    case .sync: "/sync/status"
    case .committee: "/committee/latest"
    case .ready: "/"
    }
  }

  /// The greatest length of its answer, in bytes.
  var bodyLimit: Int {
    switch self {
    case .height, .hash, .peers, .bft, .sync, .ready: ProbeRequest.usualLimit
    // About 100 bytes a member.
    case .committee: 1024 * 1024
    }
  }
}
