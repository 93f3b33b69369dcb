/// One declared port of a node, as its supervisor sees it.
public struct NodePort: Hashable, Codable, Sendable {
  public enum State: String, Codable, Sendable, CaseIterable {
    case waiting, held, bound
    /// The node listens, but on another port than it was told to.
    case elsewhere
    case missing
  }

  public var state: State
  /// `address:port` that is really bound; empty when none is.
  public var address: String

  public init(_ state: State, address: String = "") {
    self.state = state
    self.address = address
  }

  /// The number of a port whose socket systemd holds.
  public var heldPort: UInt16? {
    guard state == .held, let colon = address.lastIndex(of: ":") else { return nil }
    return UInt16(address[address.index(after: colon)...])
  }

  /// Whether the node can't be reached where clients and peers look for it.
  public var isWrong: Bool {
    switch state {
    case .elsewhere, .missing: true
    case .waiting, .held, .bound: false
    }
  }
}
