import Basics
import Glibc
import LinuxSystem
import NIOCore
import NIOHTTP1
import NIOPosix

/// The connections of one event loop to whoever answers: makes them, and keeps those that may be used
/// again.
final class UpstreamPool {
  private let loop: any EventLoop
  private var idle: [Upstream: [UpstreamConnection]] = [:]

  /// The time that a connection is kept for, in milliseconds, and how many of one upstream are.
  private static let idleLimit: Int64 = 5_000
  private static let idleEach = 64

  init(_ loop: any EventLoop) { self.loop = loop }

  var isEmpty: Bool { idle.isEmpty }

  /// A connection to `upstream` for `listener`, which hears of it at once or later; one that is open
  /// already unless `fresh`.
  func connect(_ upstream: Upstream, fresh: Bool, for listener: any BackListener) {
    while !fresh, let back = idle[upstream]?.popLast() {
      guard back.isOpen else { continue }
      back.serve(listener)
      return listener.backConnected(back)
    }
    let back = UpstreamConnection(upstream)
    back.serve(listener)
    let bound = NIOLoopBound(back, eventLoop: loop)
    let bootstrap = ClientBootstrap(group: loop)
      .connectTimeout(.seconds(2))
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture { try Self.furnish(channel, bound.value) }
      }
    start(bootstrap, upstream).assumeIsolated().whenComplete { result in
      switch result {
      case .success: back.isOpen ? listener.backConnected(back) : listener.backEnded(back)
      case .failure: listener.backEnded(back)
      }
    }
  }

  private static func furnish(_ channel: any Channel, _ back: UpstreamConnection) throws {
    let pipeline = channel.pipeline.syncOperations
    var encoding = HTTPRequestEncoder.Configuration()
    encoding.automaticallySetFramingHeaders = false
    try pipeline.addHandler(HTTPRequestEncoder(configuration: encoding))
    try pipeline.addHandler(
      ByteToMessageHandler(
        HTTPResponseDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: .relay)))
    try pipeline.addHandler(back)
  }

  private func start(_ bootstrap: ClientBootstrap, _ upstream: Upstream)
    -> EventLoopFuture<any Channel>
  {
    do {
      switch upstream {
      case .peer(let peer):
        // A name is looked up on a thread of its own; an address needs none.
        guard let address = try? SocketAddress(ipAddress: peer.host, port: peer.port) else {
          return bootstrap.connect(host: peer.host, port: peer.port)
        }
        return bootstrap.connect(to: address)
      case .node(let target, let source):
        // With the port chosen at connect(2), which looks at this target's connections alone.
        let bound =
          try source.map {
            bootstrap.channelOption(.ipOption(.init(rawValue: IP_BIND_ADDRESS_NO_PORT)), value: 1)
              .bind(to: try SocketAddress($0))
          } ?? bootstrap
        return bound.connect(to: try SocketAddress(target))
      }
    } catch {
      return loop.makeFailedFuture(error)
    }
  }

  /// Keeps a connection for other requests. Only after a whole answer: what was read goes with its request.
  func putAside(_ back: UpstreamConnection) {
    back.serve(nil)
    guard back.isOpen, idle[back.upstream, default: []].count < Self.idleEach else {
      return back.close()
    }
    back.idleSince = Clock.boottimeMilliseconds()
    idle[back.upstream, default: []].append(back)
  }

  /// Closes connections that were kept for too long.
  func closeOld(_ now: Int64) {
    for (upstream, backs) in idle {
      let isKept = { (back: UpstreamConnection) in
        back.isOpen && now - back.idleSince < Self.idleLimit
      }
      for back in backs where !isKept(back) { back.close() }
      let kept = backs.filter(isKept)
      idle[upstream] = kept.isEmpty ? nil : kept
    }
  }
}

extension SocketAddress {
  init(_ address: TCPAddress) throws {
    try self.init(ipAddress: address.host, port: Int(address.port))
  }
}

extension NIOHTTPDecoderLimitConfiguration {
  /// As large as a head may be; above it a request is refused with 431.
  static var relay: NIOHTTPDecoderLimitConfiguration {
    var limits = NIOHTTPDecoderLimitConfiguration()
    limits.maxHeaderListSize = 32 * 1024
    limits.maxHeaderFieldSize = 16 * 1024
    limits.maxHeaderFieldCount = 100
    return limits
  }
}
