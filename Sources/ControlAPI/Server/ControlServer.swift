public import Basics
public import ControlModel
import LinuxSystem
import NIOCore
import NIOHTTP1
import NIOPosix

/// The control API on a unix socket, on one thread of its own.
public final class ControlServer: Sendable {
  private let group: MultiThreadedEventLoopGroup
  private let channel: any Channel
  private let context: NIOLoopBound<ServerContext>

  /// Serves from when this returns. Callers may act when they are root or in `operators`.
  public static func start(
    _ service: any ControlService, socket path: String, incoming: String, operators: UInt32?,
    loopback: String = "", limits: ServerLimits = ServerLimits()
  ) throws(Failure) -> ControlServer {
    let server = try start(service, socket: path, incoming: incoming, limits: limits) { peer in
      Caller(peer, operators: operators)
    }
    try server.serve(on: loopback)
    return server
  }

  /// Serves what is open there too: an address of loopback with a port, or empty for nowhere.
  /// Returns the port.
  @discardableResult
  func serve(on endpoint: String) throws(Failure) -> Int {
    guard let colon = endpoint.lastIndex(of: ":"),
      let port = Int(endpoint[endpoint.index(after: colon)...])
    else { return 0 }
    let host = endpoint[..<colon].filter { $0 != "[" && $0 != "]" }
    let context = context
    do {
      let channel = try ServerBootstrap(group: group)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try Self.open(channel, context.value, .overTCP)
          }
        }
        .bind(host: host, port: port).wait()
      return channel.localAddress?.port ?? port
    } catch {
      throw Failure(
        .notServing, "cannot serve health checks on \(endpoint): \(error)",
        hint: "set by agent.health_listen; ss -lntp 'sport = :\(port)'")
    }
  }

  static func start(
    _ service: any ControlService, socket path: String, incoming: String, limits: ServerLimits,
    who: @escaping @Sendable (PeerCredentials) -> Caller
  ) throws(Failure) -> ControlServer {
    try refuseCompany(path)
    try IncomingFile.removeLeftovers(in: incoming)
    // Under another name first: the place of an old socket is taken in one step.
    let listener = try UnixListener.listen("\(path).new", .stream, mode: 0o666)
    try Folder.rename("\(path).new", to: path)
    let descriptor = try listener.descriptor.duplicate()
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    let loop = group.next()
    do {
      let context = try loop.submit {
        NIOLoopBound(
          ServerContext(service: service, incoming: incoming, limits: limits), eventLoop: loop)
      }.wait()
      let channel = try ServerBootstrap(group: group)
        .childChannelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try open(channel, context.value, who)
          }
        }
        .withBoundSocket(descriptor.release()).wait()
      return ControlServer(group: group, channel: channel, context: context)
    } catch {
      throw Failure(.notServing, "cannot serve on \(path): \(error)", exit: .system)
    }
  }

  private init(
    group: MultiThreadedEventLoopGroup, channel: any Channel, context: NIOLoopBound<ServerContext>
  ) {
    self.group = group
    self.channel = channel
    self.context = context
  }

  /// Tells those who wait for a change of this operation. Call it after each change, from any
  /// thread, always the same one.
  public func publish(_ operation: OperationDocument) {
    channel.eventLoop.execute { self.context.value.waiters.publish(operation) }
  }

  /// Ends all connections. Call it once, from a thread that may wait.
  public func stop() {
    // A failure could only mean that it has ended already.
    try? group.syncShutdownGracefully()
  }

  /// Two agents would act on the same chains.
  private static func refuseCompany(_ path: String) throws(Failure) {
    // A socket that nobody serves, or none, is as it should be.
    guard (try? UnixSocket.connect(path, .stream, timeoutMilliseconds: 100)) != nil else { return }
    throw Failure(
      .agentRunning, "cannot serve on \(path): another agent is running",
      hint: "systemctl status adnet-agent")
  }

  private static func open(
    _ channel: any Channel, _ context: ServerContext, _ who: (PeerCredentials) -> Caller
  ) throws {
    let peer = try channel.pipeline.syncOperations.withUnsafeTransportIfAvailable(
      of: NIOBSDSocket.Handle.self
    ) {
      try PeerCredentials(ofSocket: $0)
    }
    guard let peer else { throw ChannelError.inappropriateOperationForState }
    try open(channel, context, who(peer))
  }

  private static func open(
    _ channel: any Channel, _ context: ServerContext, _ caller: Caller
  ) throws {
    let pipeline = channel.pipeline.syncOperations
    // Too many: the connection is closed without a word, as a full backlog would do it.
    guard context.opened(caller) else { throw ChannelError.connectPending }
    var decoding = NIOHTTPDecoderLimitConfiguration()
    decoding.maxHeaderFieldSize = context.limits.headerBytes
    decoding.maxHeaderListSize = context.limits.headerBytes
    decoding.maxHeaderFieldCount = 64
    try pipeline.configureHTTPServerPipeline(
      withPipeliningAssistance: true, withServerUpgrade: nil, withErrorHandling: false,
      withOutboundHeaderValidation: true, withEncoderConfiguration: .init(),
      withDecoderLimitConfiguration: decoding)
    try pipeline.addHandler(Connection(context, caller: caller))
  }
}
