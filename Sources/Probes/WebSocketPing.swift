import LinuxSystem
import NIOCore
import NIOHTTP1
import NIOWebSocket

/// One WebSocket connection: its handshake, a ping, and the wait for its pong.
struct WebSocketPing: Sendable {
  let target: ProbeTarget
  let path: String
  let timeoutMilliseconds: Int64

  /// `done` is called once, with what went wrong or nil.
  func start(on loop: any EventLoop, done: @escaping @Sendable ((any Error)?) -> Void) {
    let end = loop.makePromise(of: Void.self)
    let limit = loop.scheduleTask(in: .milliseconds(timeoutMilliseconds)) {
      end.fail(ProbeProblem.timeout)
    }
    end.futureResult.whenComplete { result in
      limit.cancel()
      switch result {
      case .success: done(nil)
      case .failure(let error): done(error)
      }
    }
    target.connect(on: loop, timeoutMilliseconds: timeoutMilliseconds) { channel in
      channel.eventLoop.makeCompletedFuture { try prepare(channel, end) }
    }.whenComplete { result in
      switch result {
      case .success(let channel): end.futureResult.whenComplete { _ in channel.close(promise: nil) }
      case .failure(let error): end.fail(error)
      }
    }
  }

  private func prepare(_ channel: any Channel, _ end: EventLoopPromise<Void>) throws {
    let handshake = HandshakeSender(host: target.authority, path: path, end: end)
    let bound = NIOLoopBound(handshake, eventLoop: channel.eventLoop)
    let upgrader = NIOWebSocketClientUpgrader(
      maxFrameSize: 1 << 16, automaticErrorHandling: false
    ) { channel, _ in
      channel.eventLoop.makeCompletedFuture {
        try channel.pipeline.syncOperations.addHandler(PongAwaiter(end: end))
      }
    }
    let pipeline = channel.pipeline.syncOperations
    try pipeline.addHTTPClientHandlers(
      decoderLimitConfiguration: .probes,
      withClientUpgrade: (
        upgraders: [upgrader],
        // What comes from here on isn't HTTP.
        completionHandler: { _ in
          channel.pipeline.syncOperations.removeHandler(bound.value, promise: nil)
        }
      ))
    try pipeline.addHandler(handshake)
  }
}
