import Basics

/// A listening TCP socket of the host, as far as it matters to who serves a port.
public struct SeenListener: Hashable, Sendable {
  public enum Owner: Hashable, Sendable {
    /// A process of the chain's unit.
    case node
    /// systemd, in a socket unit of the chain, whose socket the node was given.
    case held
    /// Somebody else, by unit and account as far as they are known.
    case other(String)
    /// A listener whose owner couldn't be determined.
    case unknown
  }

  public let port: Int
  /// As it is written, without the port: `0.0.0.0`, `::`.
  public let address: String
  /// An IPv6 wildcard that takes no IPv4.
  public let isIPv6Only: Bool
  /// Reachable from other networks.
  public let isPublic: Bool
  /// Connections that wait to be accepted.
  public let waiting: Int
  public let owner: Owner

  public init(
    port: Int, address: String, isIPv6Only: Bool = false, isPublic: Bool,
    waiting: Int = 0, owner: Owner
  ) {
    self.port = port
    self.address = address
    self.isIPv6Only = isIPv6Only
    self.isPublic = isPublic
    self.waiting = waiting
    self.owner = owner
  }

  var endpoint: String { Endpoint.text(address, port) }

  /// Whether connections to the port come here.
  public func serves(_ port: ExpectedPort) -> Bool {
    port.port == self.port && serves(port.address)
  }

  /// Whether connections to `wanted` come here.
  func serves(_ wanted: String) -> Bool {
    let wantsIPv6 = wanted.utf8.contains(UInt8(ascii: ":"))
    if address == wanted { return true }
    switch address {
    case "0.0.0.0": return !wantsIPv6 && wanted != "0.0.0.0"
    // Linux lets such a wildcard take IPv4 too, unless told otherwise.
    case "::": return wantsIPv6 || !isIPv6Only
    default: return false
    }
  }
}
