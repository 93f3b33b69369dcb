/// An IPv4 or IPv6 address with a port.
public struct Address: Equatable, Sendable {
  public enum Family: Sendable { case four, six }

  public var family: Family
  /// 4 or 16 bytes, in network order.
  public var bytes: [UInt8]
  public var port: UInt16

  public init(family: Family, bytes: [UInt8], port: UInt16) {
    self.family = family
    self.bytes = bytes
    self.port = port
  }
}
