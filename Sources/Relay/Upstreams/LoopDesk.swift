import Basics
import LinuxSystem
import NIOCore
import NIOHTTP1
import NIOPosix

/// What the connections of one event loop share. Touched on that loop alone.
final class LoopDesk {
  let loop: any EventLoop
  let board: Switchboard
  private var fronts: [ObjectIdentifier: Front] = [:]
  /// Those whose request nobody could answer yet, the first first.
  private var waiting: [Front] = []
  private var idle: [Upstream: [Back]] = [:]
  private var isTicking = false
  private var checkedAt: Int64 = 0

  static let idleLimit: Int64 = 5_000
  private static let idleEach = 64
  private static let checkEach: Int64 = 200
  private static let tick = TimeAmount.milliseconds(250)
  private static let shortTick = TimeAmount.milliseconds(20)

  init(_ loop: any EventLoop, _ board: Switchboard) {
    self.loop = loop
    self.board = board
  }

  // MARK: Clients

  func opened(_ front: Front) {
    fronts[ObjectIdentifier(front)] = front
    keepTicking()
  }

  func closed(_ front: Front) {
    guard fronts.removeValue(forKey: ObjectIdentifier(front)) != nil else { return }
    board.change { $0.connections -= 1 }
    stopWaiting(front)
  }

  func wait(_ front: Front) {
    waiting.append(front)
    board.change { $0.waiting += 1 }
    keepTicking()
  }

  func stopWaiting(_ front: Front) {
    guard let index = waiting.firstIndex(where: { $0 === front }) else { return }
    waiting.remove(at: index)
    board.change { $0.waiting -= 1 }
  }

  /// Something changed: perhaps those who wait can be answered now.
  func retry() {
    guard !waiting.isEmpty else { return }
    let all = waiting
    waiting = []
    board.change { $0.waiting -= all.count }
    for front in all { front.choose() }
  }

  /// One clock for all: whoever takes too long for something is seen to.
  private func keepTicking() {
    guard !isTicking, !fronts.isEmpty || !idle.isEmpty else { return }
    isTicking = true
    let delay = waiting.isEmpty ? Self.tick : Self.shortTick
    loop.assumeIsolated().scheduleTask(in: delay) { [self] in
      isTicking = false
      let now = Clock.boottimeMilliseconds()
      retry()
      // Shorter ticks are for those who wait: `retry` sees to them.
      if now - checkedAt >= Self.checkEach {
        checkedAt = now
        for front in fronts.values { front.check(now) }
        sweepIdle(now)
      }
      keepTicking()
    }
  }

  func closeAll() { for front in fronts.values { front.abandon() } }

  // MARK: Who answers

  /// A connection to `upstream`; one that is open already unless `fresh`.
  func connect(
    _ upstream: Upstream, fresh: Bool, for front: Front
  ) {
    while !fresh, let back = idle[upstream]?.popLast() {
      guard back.isOpen else { continue }
      back.serve(front)
      return front.connected(back)
    }
    let back = Back(upstream)
    back.serve(front)
    let bound = NIOLoopBound(back, eventLoop: loop)
    let bootstrap = ClientBootstrap(group: loop)
      .connectTimeout(.seconds(2))
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          var configuration = HTTPRequestEncoder.Configuration()
          configuration.automaticallySetFramingHeaders = false
          try pipeline.addHandler(HTTPRequestEncoder(configuration: configuration))
          try pipeline.addHandler(
            ByteToMessageHandler(
              HTTPResponseDecoder(
                leftOverBytesStrategy: .forwardBytes, limitConfiguration: .relay)))
          try pipeline.addHandler(bound.value)
        }
      }
    start(bootstrap, upstream).assumeIsolated().whenComplete { result in
      switch result {
      case .success: back.isOpen ? front.connected(back) : front.backEnded(back)
      case .failure: front.backEnded(back)
      }
    }
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
        let bound = try source.map { bootstrap.bind(to: try SocketAddress($0)) } ?? bootstrap
        return bound.connect(to: try SocketAddress(target))
      }
    } catch {
      return loop.makeFailedFuture(error)
    }
  }

  /// Whole answers only: what was read goes with its request.
  func putAside(_ back: Back) {
    back.serve(nil)
    guard back.isOpen, idle[back.upstream, default: []].count < Self.idleEach else {
      return back.close()
    }
    back.idleSince = Clock.boottimeMilliseconds()
    idle[back.upstream, default: []].append(back)
    keepTicking()
  }

  private func sweepIdle(_ now: Int64) {
    for (upstream, backs) in idle {
      let (kept, old) = backs.partitioned { $0.isOpen && now - $0.idleSince < Self.idleLimit }
      for back in old { back.close() }
      idle[upstream] = kept.isEmpty ? nil : kept
    }
  }
}

extension Array {
  fileprivate func partitioned(_ belongs: (Element) -> Bool) -> ([Element], [Element]) {
    (filter(belongs), filter { !belongs($0) })
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
