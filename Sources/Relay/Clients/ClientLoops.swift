import Basics
import Glibc
import LinuxSystem
import NIOCore
import NIOHTTP1
import NIOPosix

/// The threads that serve clients. Each has the clients it got to their end.
final class ClientLoops {
  private let group: MultiThreadedEventLoopGroup
  private let desks: [NIOLoopBound<LoopDesk>]
  private let board: Switchboard
  private var turn = 0

  /// - Parameter threads: at least 1; beyond the host's processors they gain nothing.
  init(_ board: Switchboard, threads: Int) throws(Failure) {
    self.board = board
    let group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, threads))
    self.group = group
    do {
      desks = try group.makeIterator().map { loop in
        try loop.submit { NIOLoopBound(LoopDesk(loop, board), eventLoop: loop) }.wait()
      }
    } catch {
      throw Failure(.internal, "cannot start the relay's threads: \(error)")
    }
  }

  /// A connection, ours from now on.
  func take(_ connection: consuming Descriptor, _ place: ClientPlace) {
    let desk = desks[turn % desks.count]
    turn += 1
    board.change { $0.connections += 1 }
    let raw = connection.release()
    let board = board
    desk.eventLoop.execute {
      let bootstrap = ClientBootstrap(group: desk.eventLoop)
        .channelOption(.allowRemoteHalfClosure, value: true)
        .channelOption(.tcpOption(.tcp_nodelay), value: 1)
        .channelInitializer { channel in
          channel.eventLoop.makeCompletedFuture { try Self.furnish(channel, desk.value, place) }
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

  private static func furnish(_ channel: any Channel, _ desk: LoopDesk, _ place: ClientPlace)
    throws
  {
    let box = Weak()
    let board = desk.board
    let doorway = Doorway(isAdopted: place.adopted != nil) { speech in
      board.change { counts in
        if speech == .webSocket { counts.counts.webSocketsClosed += 1 }
        if speech == .foreign { counts.counts.foreign += 1 }
      }
      box.front?.finishWriting()
    }
    let front = Front(desk, place, doorway)
    box.front = front
    let pipeline = channel.pipeline.syncOperations
    var encoding = HTTPResponseEncoder.Configuration()
    encoding.automaticallySetFramingHeaders = false
    try pipeline.addHandler(doorway)
    try pipeline.addHandler(HTTPResponseEncoder(configuration: encoding))
    try pipeline.addHandler(
      ByteToMessageHandler(
        HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: .relay)))
    try pipeline.addHandler(front)
  }

  private final class Weak {
    weak var front: Front?
  }

  /// Something changed that those who wait may wait for.
  func wake() {
    for desk in desks { desk.eventLoop.execute { desk.value.retry() } }
  }

  /// Cuts whoever is left. The threads end with the process.
  func end() {
    for desk in desks {
      // A loop that doesn't run any more has nobody left.
      try? desk.eventLoop.submit { desk.value.closeAll() }.wait()
    }
  }

  /// For a process that goes on.
  func shutDown() { try? group.syncShutdownGracefully() }
}
