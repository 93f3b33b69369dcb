/// An order to a relay on its control socket: one line, answered by a `RelayReply`.
public enum RelayCommand: Hashable, Sendable {
  case status
  case routeNode
  case routeRelay
  /// Take those that wait in the node's own socket, since no node will take them soon.
  case takeQueue
  /// Close the connections of clients that ask for nothing, as no node comes back for them.
  case dismiss
  /// The peers that may answer in the node's place, by base URL; none when it is empty.
  case peers([String])

  public init?(line: String) {
    switch line {
    case "status": self = .status
    case "route node": self = .routeNode
    case "route relay": self = .routeRelay
    case "take queue": self = .takeQueue
    case "dismiss": self = .dismiss
    default:
      let words = line.split(separator: " ", omittingEmptySubsequences: false)
      guard words.first == "peers" else { return nil }
      self = .peers(words.dropFirst().filter { !$0.isEmpty }.map(String.init))
    }
  }

  public var line: String {
    switch self {
    case .status: "status"
    case .routeNode: "route node"
    case .routeRelay: "route relay"
    case .takeQueue: "take queue"
    case .dismiss: "dismiss"
    case .peers(let urls): (["peers"] + urls).joined(separator: " ")
    }
  }
}
