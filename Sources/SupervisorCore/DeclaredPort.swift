/// A port the configuration says the node will serve.
public struct DeclaredPort: Equatable, Sendable {
  /// Of which of the node's chains, as a place in `Options.chains`: two may have a port of one role.
  public var chain: Int
  /// Such as `rest`, `p2p`, `bft`.
  public var role: Text
  public var address: Address
  /// systemd holds its socket, and the node gets that one.
  public var held: Bool
  /// The node counts as ready only when it listens here.
  public var ready: Bool

  public init(chain: Int = 0, role: Text, address: Address, held: Bool, ready: Bool) {
    self.chain = chain
    self.role = role
    self.address = address
    self.held = held
    self.ready = ready
  }
}
