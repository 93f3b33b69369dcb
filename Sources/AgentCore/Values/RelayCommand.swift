/// What a relay can be asked on its control socket: one line, answered by a `RelayReply`.
public enum RelayCommand: String, Sendable, CaseIterable {
  case status
  case routeNode = "route node"
  case routeRelay = "route relay"
}
