import AgentSimulation
public import NIOCore
import NIOPosix
import Synchronization
import TestNode

/// A server that answers anything: proper HTTP and WebSocket with bytes changed, cut, repeated or put
/// in, in pieces, with pauses, or nothing. All of it follows from the seed.
public final class HostileServer: Sendable {
  private let channel: any Channel
  public var port: Int { channel.localAddress?.port ?? 0 }

  public init(_ group: any EventLoopGroup, seed: UInt64) throws {
    let dice = Mutex(Dice(seed: seed))
    let count = Count()
    channel = try ServerBootstrap(group: group)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let own = dice.withLock { $0.next() }
          try channel.pipeline.syncOperations.addHandler(
            Handler(Dice(seed: own)) { count.note() })
        }
      }.bind(host: "127.0.0.1", port: 0).wait()
    self.count = count
  }

  private let count: Count
  public var answers: Int { count.number }

  private final class Count: Sendable {
    private let box = Mutex(0)
    var number: Int { box.withLock { $0 } }
    func note() -> Int {
      box.withLock { count in
        count += 1
        return count
      }
    }
  }

  public func close() throws { try channel.close().wait() }

  private final class Handler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var dice: Dice
    private let count: @Sendable () -> Int

    init(_ dice: Dice, _ count: @escaping @Sendable () -> Int) {
      self.dice = dice
      self.count = count
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      // At first it is nice, so that its base path gets known.
      let isNice = count() <= 50
      let request = String(buffer: unwrapInboundIn(data))
      var bytes = Self.bytes(isNice ? Self.ok("1234567") : Self.model(&dice, request))
      // Half of the handshakes stay whole, so that frames are met.
      let head =
        bytes.starts(with: Array("HTTP/1.1 101".utf8)) && dice.isOne(in: 2)
        ? Self.headEnd(bytes) : 0
      var tail = Array(bytes[head...])
      for _ in 0..<Int.random(in: 0...(isNice ? 0 : 4), using: &dice) { Self.spoil(&tail, &dice) }
      bytes = bytes[..<head] + tail
      if bytes.isEmpty, dice.isOne(in: 4) { return }
      let pieces = dice.isOne(in: 3) ? Int.random(in: 2...6, using: &dice) : 1
      let closes = !dice.isOne(in: 4)
      let size = max(1, bytes.count / pieces)
      let channel = context.channel
      var delay: Int64 = 0
      for start in stride(from: 0, to: bytes.count, by: size) {
        let piece = ByteBuffer(bytes: bytes[start..<min(bytes.count, start + size)])
        if delay == 0 {
          channel.writeAndFlush(piece, promise: nil)
        } else {
          channel.eventLoop.scheduleTask(in: .milliseconds(delay)) {
            channel.writeAndFlush(piece, promise: nil)
          }
        }
        if pieces > 1 { delay += Int64.random(in: 0...5, using: &dice) }
      }
      if closes {
        channel.eventLoop.scheduleTask(in: .milliseconds(delay + 1)) { channel.close(promise: nil) }
      }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      context.close(promise: nil)
    }

    private static func ok(_ body: String) -> String {
      "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    /// Something proper to begin with.
    private static func model(_ dice: inout Dice, _ request: String) -> String {
      let switching =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: \(accept(request))\r\n\r\n"
      let models = [
        ok("1234567"), ok("\"ab1qqqqqqqqqqqqqqqqqqqq\""), ok("{\"is_synced\":true}"),
        ok("Too Many Requests! Wait for 1s"), ok(String(repeating: "9", count: 70_000)),
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n123\r\n0\r\n\r\n",
        "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n" + ok("7"), switching, switching + "\u{89}\u{0b}adnet-agent",
        switching + "\u{81}\u{7e}\u{ff}\u{ff}", "HTTP/1.0 200\r\n\r\n\(UInt64.max)", "",
        "HTTP/1.1 200 OK\r\n" + String(repeating: "X-A: b\r\n", count: 200) + "\r\n",
        ok("snarkos_bft_connected_total 1e999\n"),
      ]
      let chosen = models[Int(dice.next() % UInt64(models.count))]
      return chosen
    }

    /// One byte a character.
    private static func bytes(_ text: String) -> [UInt8] {
      text.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }

    /// The proper answer to the request's key (RFC 6455), so that frames are read at all.
    private static func accept(_ request: String) -> String {
      let name = "sec-websocket-key: "
      let line = request.split(separator: "\r\n").first { $0.lowercased().hasPrefix(name) }
      let key = line.map { String($0.dropFirst(name.count)) } ?? ""
      return Base64.encode(
        SHA1.digest(Array("\(key)258EAFA5-E914-47DA-95CA-C5AB0DC85B11".utf8)))
    }

    private static func headEnd(_ bytes: [UInt8]) -> Int {
      let end = Array("\r\n\r\n".utf8)
      return (bytes.firstRange(of: end)?.upperBound ?? 0)
    }

    private static func spoil(_ bytes: inout [UInt8], _ dice: inout Dice) {
      guard !bytes.isEmpty else { return }
      let at = Int(dice.next() % UInt64(bytes.count))
      switch dice.next() % 6 {
      case 0: bytes[at] = UInt8(truncatingIfNeeded: dice.next())
      case 1: bytes.removeLast(bytes.count - at)
      case 2:
        bytes.insert(
          contentsOf: (0..<8).map { _ in UInt8(truncatingIfNeeded: dice.next()) }, at: at)
      case 3: bytes.append(contentsOf: bytes[at...].prefix(2_000))
      case 4: bytes.removeSubrange(at..<min(bytes.count, at + 8))
      default: bytes.insert(contentsOf: Array(repeating: bytes[at], count: 300), at: at)
      }
    }
  }
}
