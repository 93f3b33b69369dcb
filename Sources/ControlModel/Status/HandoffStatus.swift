/// Whether the node accepts on the held sockets, and why not.
public struct HandoffStatus: Codable, Hashable, Sendable {
  public var on: Bool
  public var reason: String?

  public init(on: Bool, reason: String? = nil) {
    self.on = on
    self.reason = reason
  }
}
