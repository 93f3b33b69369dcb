/// A question to a node's REST, cheap for the node (docs/nodes.md).
public enum ProbeQuestion: Sendable, CaseIterable {
  case height, hash, peers, bft, sync, committee

  var path: String {
    switch self {
    case .height: "/block/height/latest"
    case .hash: "/block/hash/latest"
    case .peers: "/peers/count"
    case .bft: "/connections/bft/count"
    case .sync: "/sync/status"
    case .committee: "/committee/latest"
    }
  }

  /// The greatest length of its answer, in bytes.
  var bodyLimit: Int {
    switch self {
    case .height, .hash, .peers, .bft, .sync: HTTPGet.usualLimit
    // About 100 bytes a member.
    case .committee: 1024 * 1024
    }
  }
}
