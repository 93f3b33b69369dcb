import Health
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket
import Testing

@testable import Probes

@Suite struct WebSocketTests {
  private let bench = Bench()

  private func ping(_ port: Int) async -> ProbeSample.Outcome {
    await bench.sample {
      $0.probeWebSocket(
        host: "127.0.0.1", port: port, path: "/ws", timeoutMilliseconds: 700, done: $1)
    }
  }

  /// A real WebSocket server, that does this with each frame.
  private func server(
    _ hear: @escaping @Sendable (ChannelHandlerContext, WebSocketFrame) -> Void
  ) throws -> Int {
    let channel = try ServerBootstrap(group: bench.group)
      .childChannelInitializer { channel in
        let upgrader = NIOWebSocketServerUpgrader(
          shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture(HTTPHeaders()) },
          upgradePipelineHandler: { channel, _ in
            channel.eventLoop.makeCompletedFuture {
              try channel.pipeline.syncOperations.addHandler(Hearer(hear))
            }
          })
        return channel.pipeline.configureHTTPServerPipeline(
          withServerUpgrade: (upgraders: [upgrader], completionHandler: { _ in }))
      }.bind(host: "127.0.0.1", port: 0).wait()
    return channel.localAddress?.port ?? 0
  }

  private final class Hearer: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame
    let hear: @Sendable (ChannelHandlerContext, WebSocketFrame) -> Void

    init(_ hear: @escaping @Sendable (ChannelHandlerContext, WebSocketFrame) -> Void) {
      self.hear = hear
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      hear(context, unwrapInboundIn(data))
    }
  }

  private static func send(
    _ context: ChannelHandlerContext, _ opcode: WebSocketOpcode, _ data: ByteBuffer
  ) {
    context.writeAndFlush(
      NIOAny(WebSocketFrame(fin: true, opcode: opcode, data: data)), promise: nil)
  }

  @Test func aPongIsEnough() async throws {
    let port = try server { context, frame in
      guard frame.opcode == .ping else { return }
      // What else it tells is no answer.
      Self.send(context, .text, ByteBuffer(string: "block 7"))
      Self.send(context, .pong, frame.unmaskedData)
    }
    #expect(await ping(port) == .passed(.none))
  }

  @Test func noPongRunsOutOfTime() async throws {
    let port = try server { _, _ in }
    #expect(await ping(port) == .silent("no answer within 700 ms"))
  }

  @Test func anotherPongIsNone() async throws {
    let port = try server { context, _ in
      Self.send(context, .pong, ByteBuffer(string: "something else"))
    }
    #expect(await ping(port) == .silent("no answer within 700 ms"))
  }

  @Test func aCloseIsAFailure() async throws {
    let port = try server { context, _ in
      Self.send(context, .connectionClose, ByteBuffer(bytes: [3, 232]))
    }
    #expect(await ping(port) == .wrong("closes instead of answering a ping"))
  }

  @Test(arguments: [
    "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
  ])
  func anotherStatusIsNoWebSocket(answer: String) async throws {
    let server = try RawServer(bench.group) { _ in .bytes(answer) }
    let status = answer.split(separator: " ")[1]
    #expect(await ping(server.port) == .wrong("HTTP status \(status) instead of a WebSocket"))
  }

  @Test(arguments: [
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
      + "Sec-WebSocket-Accept: bm90IHRoaXMgb25l\r\n\r\n",
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\n",
    "HTTP/1.1 101 Switching Protocols\r\n\r\n",
    "\u{81}\u{05}hello", "SSH-2.0-OpenSSH_9.2\r\n\r\n",
  ])
  func aWrongHandshakeIsAFailure(answer: String) async throws {
    let server = try RawServer(bench.group) { _ in .bytes(answer) }
    guard case .wrong = await ping(server.port) else {
      Issue.record("it was taken for one")
      return
    }
  }

  @Test func aFloodEnds() async throws {
    let server = try server { context, _ in
      let loop = context.eventLoop
      let here = NIOLoopBound(context, eventLoop: loop)
      loop.scheduleRepeatedTask(initialDelay: .zero, delay: .microseconds(100)) { task in
        guard here.value.channel.isActive else { return task.cancel() }
        Self.send(here.value, .text, ByteBuffer(repeating: 0x20, count: 30_000))
      }
    }
    switch await ping(server) {
    case .wrong("sends without end and doesn't answer a ping"),
      .silent("no answer within 700 ms"):
      break
    case let other: Issue.record("\(other)")
    }
  }

  @Test func nobodyIsRefused() async throws { #expect(await ping(1) == .refused) }
}
