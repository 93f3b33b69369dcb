import NIOCore
import NIOPosix
import Synchronization

/// A server that answers requests with bytes it was given, well-behaved HTTP or not.
final class RawServer: Sendable {
  enum Answer: Sendable {
    /// Then it closes.
    case bytes(String)
    /// The start, then this every 10 ms, for ever.
    case endless(String, then: String)
    case late(milliseconds: Int64, String)
    case silence

    static func ok(_ body: String, status: String = "200 OK") -> Answer {
      .bytes("HTTP/1.1 \(status)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }
  }

  private let channel: any Channel
  private let seen: Seen

  final class Seen: Sendable {
    let paths = Mutex<[String]>([])
    let requests = Mutex<[String]>([])
    let clients = Mutex<[String]>([])
  }

  /// The paths that were asked for, and the addresses that asked.
  var paths: [String] { seen.paths.withLock { $0 } }
  var requests: [String] { seen.requests.withLock { $0 } }
  var clients: [String] { seen.clients.withLock { $0 } }
  var port: Int { channel.localAddress?.port ?? 0 }

  init(
    _ group: any EventLoopGroup, host: String = "127.0.0.1",
    answer: @escaping @Sendable (String) -> Answer
  ) throws {
    let seen = Seen()
    self.seen = seen
    channel = try ServerBootstrap(group: group)
      .childChannelInitializer { channel in
        seen.clients.withLock { $0.append(channel.remoteAddress?.ipAddress ?? "?") }
        return channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Handler(seen, answer))
        }
      }.bind(host: host, port: 0).wait()
  }

  func close() throws { try channel.close().wait() }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let seen: Seen
    private let answer: @Sendable (String) -> Answer

    init(_ seen: Seen, _ answer: @escaping @Sendable (String) -> Answer) {
      self.seen = seen
      self.answer = answer
    }

    // The requests are small enough to come in one piece.
    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let text = String(buffer: unwrapInboundIn(data))
      seen.requests.withLock { $0.append(text) }
      let words = text.split(separator: " ")
      let path = words.count > 1 ? String(words[1]) : "?"
      seen.paths.withLock { $0.append(path) }
      let channel = context.channel
      switch answer(path) {
      case .bytes(let text):
        channel.writeAndFlush(ByteBuffer(string: text)).whenComplete { _ in
          channel.close(promise: nil)
        }
      case .endless(let start, let more):
        channel.writeAndFlush(ByteBuffer(string: start), promise: nil)
        channel.eventLoop.scheduleRepeatedTask(
          initialDelay: .zero, delay: .milliseconds(10)
        ) { task in
          channel.writeAndFlush(ByteBuffer(string: more)).whenFailure { _ in task.cancel() }
        }
      case .late(let milliseconds, let text):
        channel.eventLoop.scheduleTask(in: .milliseconds(milliseconds)) {
          channel.writeAndFlush(ByteBuffer(string: text), promise: nil)
        }
      case .silence: break
      }
    }
  }
}
