import Basics
import Glibc
import LinuxSystem
import NIOCore
import NIOHTTP1
import NIOPosix

/// The threads that serve clients. Each has the clients it got to their end.
final class ClientLoops {
  private let group: MultiThreadedEventLoopGroup
  private let loops: [NIOLoopBound<ClientLoop>]
  private let board: Switchboard
  private var turn = 0

  /// - Parameter threads: at least 1; beyond the host's processors they gain nothing.
  init(_ board: Switchboard, threads: Int) throws(Failure) {
    self.board = board
    let group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, threads))
    self.group = group
    do {
      loops = try group.makeIterator().map { loop in
        try loop.submit { NIOLoopBound(ClientLoop(loop, board), eventLoop: loop) }.wait()
      }
    } catch {
      throw Failure(.internal, "cannot start the relay's threads: \(error)")
    }
  }

  /// Serves a connection, which is ours from now on.
  func take(_ connection: consuming Descriptor, _ place: ClientPlace) {
    let loop = loops[turn % loops.count]
    turn += 1
    board.change { $0.connections += 1 }
    let raw = connection.release()
    let board = board
    loop.eventLoop.execute {
      let bootstrap = ClientBootstrap(group: loop.eventLoop)
        .channelOption(.allowRemoteHalfClosure, value: true)
        .channelOption(.tcpOption(.tcp_nodelay), value: 1)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture { try Self.furnish(channel, loop.value, place) }
        }
      let opened = bootstrap.withConnectedSocket(raw)
      opened.whenFailure { _ in board.change { $0.connections -= 1 } }
      guard place.adopted == .webSocket else { return }
      // Its frames are the node's to understand: its client is told to come again.
      opened.whenSuccess { channel in
        board.change { $0.counts.webSocketsClosed += 1 }
        channel.pipeline.fireUserInboundEventTriggered(RestartWebSocket())
      }
    }
  }

  private static func furnish(_ channel: any Channel, _ loop: ClientLoop, _ place: ClientPlace)
    throws
  {
    let box = Weak()
    let board = loop.board
    let detector = ProtocolDetector(isAdopted: place.adopted != nil) { speech in
      board.change { counts in
        if speech == .webSocket { counts.counts.webSocketsClosed += 1 }
        if speech == .foreign { counts.counts.foreign += 1 }
      }
      box.front?.finishWriting()
    }
    let front = ClientConnection(loop, place, detector)
    box.front = front
    let pipeline = channel.pipeline.syncOperations
    var encoding = HTTPResponseEncoder.Configuration()
    encoding.automaticallySetFramingHeaders = false
    try pipeline.addHandler(detector)
    try pipeline.addHandler(HTTPResponseEncoder(configuration: encoding))
    try pipeline.addHandler(
      ByteToMessageHandler(
        HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: .relay)))
    try pipeline.addHandler(front)
  }

  private final class Weak {
    weak var front: ClientConnection?
  }

  /// Has waiting requests tried again, since something has changed.
  func wake() {
    for loop in loops { loop.eventLoop.execute { loop.value.retry() } }
  }

  /// Closes the connections that are left. The threads end with the process.
  func end() {
    for loop in loops {
      // A loop that doesn't run any more has nobody left.
      try? loop.eventLoop.submit { loop.value.closeAll() }.wait()
    }
  }

  /// Ends the threads, for a process that goes on.
  func shutDown() { try? group.syncShutdownGracefully() }
}
