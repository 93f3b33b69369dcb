/// What a node's REST can be asked, all of it cheap for the node (docs/nodes.md).
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

  /// How long its answer may be, in bytes.
  var bodyLimit: Int {
    switch self {
    case .height, .hash, .peers, .bft, .sync: HTTPGet.usualLimit
    // About 100 bytes a member.
    case .committee: 1024 * 1024
    }
  }
}
