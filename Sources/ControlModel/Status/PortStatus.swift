/// One declared port of a chain's node.
public struct PortStatus: Codable, Hashable, Sendable {
  public enum State: String, Codable, Sendable {
    /// The held socket is listening, and the node serves it.
    case held
    /// The node's own socket is listening.
    case bound
    /// Held, and nobody serves it yet: connections queue. Or not bound yet, within the start grace.
    case waiting
    /// The node listens on another address or port than declared.
    case elsewhere
    /// The node runs and doesn't listen on it.
    case missing
    /// A process that isn't this chain's node listens on it.
    case foreign
    /// The port isn't listened on, as it should be while the chain is stopped.
    case closed
  }

  public var role: String
  public var address: String
  public var port: UInt16
  public var declaredHeld: Bool
  public var state: State
  /// The address on which the node really listens, when that isn't the declared address.
  public var actual: String?
  public var owner: PortOwner?
  /// The receiver of UDP under the same number: the node (`bound`), another process (`foreign`), nobody (`closed`).
  /// Nil where that isn't checked, or isn't known.
  public var udp: State?

  public init(
    role: String, address: String, port: UInt16, declaredHeld: Bool, state: State,
    actual: String? = nil, owner: PortOwner? = nil, udp: State? = nil
  ) {
    self.role = role
    self.address = address
    self.port = port
    self.declaredHeld = declaredHeld
    self.state = state
    self.actual = actual
    self.owner = owner
    self.udp = udp
  }
}
