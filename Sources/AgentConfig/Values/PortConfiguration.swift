public import Basics

/// One TCP port of a node: `[chain.alpha.ports.rest]`.
public struct PortConfiguration: Hashable, Sendable {
  /// The role of the port: `rest`, `ws`, `p2p`, `bft`, `metrics`, or an operator's own word.
  public var role: String
  public var address: String
  public var port: Int
  /// systemd holds the listening socket, so that clients wait while no node runs.
  public var isHeld: Bool
  /// The node counts as ready only when it listens here.
  public var isReady: Bool
  public var udp: UDPUse

  public init(
    role: String, address: String, port: Int, isHeld: Bool = false, isReady: Bool = false,
    udp: UDPUse = .off
  ) {
    self.role = role
    self.address = address
    self.port = port
    self.isHeld = isHeld
    self.isReady = isReady
    self.udp = udp
  }

  /// The same port with another use for UDP.
  func with(udp: UDPUse) -> PortConfiguration {
    var port = self
    port.udp = udp
    return port
  }

  /// Where to reach it from this host: a wildcard is reached on loopback.
  public var probeHost: String {
    switch address {
    case "0.0.0.0": "127.0.0.1"
    // Also where it takes no IPv4.
    case "::": "::1"
    default: address
    }
  }

  /// `0.0.0.0:3030` or `[::]:3030`.
  public var endpoint: String {
    Endpoint.text(address, port)
  }
}
