import Basics
import LinuxSystem

/// One way to connect to a held port of this host, to see where it leads.
struct RouteProbe {
  let source: TCPAddress
  let target: TCPAddress
  /// Whether the reuseport program always lets it through to the node.
  let isExempt: Bool

  /// In each IP version that the listener takes.
  static func all(of listener: borrowing TCPListener) -> [RouteProbe] {
    let address = listener.address
    switch address.family {
    case .four:
      return four(address.isWildcard ? TCPAddress("127.0.0.1", port: address.port) : address)
    case .six:
      let target = address.isWildcard ? TCPAddress("::1", port: address.port) : address
      let isForFourToo = address.isWildcard && listener.isDualStack
      return six(target) + (isForFourToo ? four(TCPAddress("127.0.0.1", port: address.port)) : [])
    }
  }

  private static func four(_ target: TCPAddress?) -> [RouteProbe] {
    guard let target, let exempt = TCPAddress(ProbeSource.address, port: 0),
      // Any other address of the loopback network stands for the clients.
      let ordinary = TCPAddress("127.66.0.2", port: 0)
    else { return [] }
    return [
      RouteProbe(source: ordinary, target: target, isExempt: false),
      RouteProbe(source: exempt, target: target, isExempt: true),
    ]
  }

  private static func six(_ target: TCPAddress?) -> [RouteProbe] {
    guard let target else { return [] }
    return [RouteProbe(source: target.with(port: 0), target: target, isExempt: false)]
  }

  /// Whether someone took the connection, nil when this host can't make it at all.
  func run() throws(Failure) -> Bool? {
    guard let connection = try TCPConnection.connect(from: source, to: target) else { return nil }
    return try connection.isTaken(before: Deadline(milliseconds: 500))
  }
}
