import Basics
import LinuxSystem

/// The place of a client: where it came from, and to which of the node's ports.
struct ClientPlace: Sendable {
  let client: TCPAddress?
  /// The address at which the node itself is reached when it is back.
  let node: TCPAddress
  /// Whether peers serve the same there.
  let isShared: Bool
  /// The protocol of a connection that the node had before, which may still hold the descriptor; nil for
  /// a new connection.
  let adopted: AdoptedKind?

  /// The client's address without its port.
  let clientText: String?

  init(client: TCPAddress?, node: TCPAddress, isShared: Bool, adopted: AdoptedKind? = nil) {
    self.client = client
    self.node = node
    self.isShared = isShared
    self.adopted = adopted
    clientText = client?.host
  }
}
