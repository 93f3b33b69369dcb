/// What a node's REST can be asked, all of it cheap for the node (docs/nodes.md).
public enum ProbeQuestion: Sendable, CaseIterable {
  case height, hash, peers, bft, sync

  var path: String {
    switch self {
    case .height: "/block/height/latest"
    case .hash: "/block/hash/latest"
    case .peers: "/peers/count"
    case .bft: "/connections/bft/count"
    case .sync: "/sync/status"
    }
  }
}
