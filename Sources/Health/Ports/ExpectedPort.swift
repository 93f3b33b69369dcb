public import Basics

/// A port that a chain's node is to serve.
public struct ExpectedPort: Hashable, Sendable {
  public var role: String
  public var address: String
  public var port: Int
  /// The node isn't ready without it.
  public var isReady: Bool
  public var isHeld: Bool
  public var udp: UDPUse

  public init(
    role: String, address: String, port: Int, isReady: Bool, isHeld: Bool, udp: UDPUse = .off
  ) {
    self.role = role
    self.address = address
    self.port = port
    self.isReady = isReady
    self.isHeld = isHeld
    self.udp = udp
  }

  var endpoint: String { Endpoint.text(address, port) }
}
