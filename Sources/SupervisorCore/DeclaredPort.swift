/// A port the configuration says the node will serve.
public struct DeclaredPort: Equatable, Sendable {
  /// Such as `rest`, `p2p`, `bft`.
  public var role: Text
  public var address: Address
  /// systemd holds its socket, and the node gets that one.
  public var held: Bool
  /// The node counts as ready only when it listens here.
  public var ready: Bool

  public init(role: Text, address: Address, held: Bool, ready: Bool) {
    self.role = role
    self.address = address
    self.held = held
    self.ready = ready
  }
}
