import Basics
import Glibc
import LinuxSystem
import NIOCore
import NIOPosix

/// The address that a probe goes to, and the one it comes from.
struct ProbeTarget: Hashable {
  let host: String
  let port: Int

  /// To ports of this host in IPv4, probes come from their own address: nodes limit the rate by
  /// address, and while clients are diverted only this one reaches the node.
  var source: String? {
    guard let address = TCPAddress(host, port: 0), address.family == .four, address.isOwn else {
      return nil
    }
    return ProbeSource.address
  }

  /// As it stands in a URL and in the header `Host`.
  var authority: String { Endpoint.text(host, port) }

  func connect(
    on loop: any EventLoop, timeoutMilliseconds: Int64,
    _ initialize: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
  ) -> EventLoopFuture<any Channel> {
    loop.submit {
      let bootstrap = ClientBootstrap(group: loop)
        .connectTimeout(.milliseconds(timeoutMilliseconds)).channelInitializer(initialize)
      guard let source else { return bootstrap }
      // The port is chosen at connect(2). At bind(2) the kernel looks for one that nobody has, among all
      // connections that have just ended: on a busy host that is most of what a probe costs (ip(7)).
      return
        bootstrap
        .channelOption(.ipOption(.init(rawValue: IP_BIND_ADDRESS_NO_PORT)), value: 1)
        .bind(to: try SocketAddress(ipAddress: source, port: 0))
    }.flatMap { bootstrap in
      // An address in numbers needs no resolver, which would start threads of its own.
      guard let address = try? SocketAddress(ipAddress: host, port: port) else {
        return bootstrap.connect(host: host, port: port)
      }
      return bootstrap.connect(to: address)
    }
  }
}
