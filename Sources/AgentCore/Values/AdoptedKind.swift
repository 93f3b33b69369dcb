/// What is spoken on a connection that a relay is given, as the message says that comes with it.
public enum AdoptedKind: String, Sendable, CaseIterable {
  case requests
  case webSocket = "websocket"
}
