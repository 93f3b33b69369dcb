/// What is spoken on a connection that is taken over; the message that brings it to the relay says it.
public enum AdoptedKind: String, Sendable, CaseIterable {
  case requests
  case webSocket = "websocket"
}
