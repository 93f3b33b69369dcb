/// The process that listens on a port.
public struct PortOwner: Codable, Hashable, Sendable {
  public var name: String
  public var pid: Int32?

  public init(name: String, pid: Int32? = nil) {
    self.name = name
    self.pid = pid
  }
}
