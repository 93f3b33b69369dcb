/// The limits of the time that a client, or its upstream, may take for each thing, in milliseconds.
public struct ClientLimits: Sendable {
  /// From the first byte of a request to the end of its head.
  public var head: Int64 = 10_000
  /// Between two parts of a request's body.
  public var body: Int64 = 30_000
  /// Between two requests.
  public var keepAlive: Int64 = 75_000
  /// The same, once the client could go to the node: so that it comes back by itself, at the end of
  /// an answer.
  public var linger: Int64 = 30_000
  /// Without a byte of an answer. A peer is one of several; to the node nobody set a limit before.
  public var peerAnswer: Int64 = 10_000
  public var nodeAnswer: Int64 = 300_000
  /// Without taking a byte of its answer, or sending one of its request.
  public var stalledClient: Int64 = 60_000
  /// From the end of our side, after the last answer, to the end of the client's.
  public var lingering: Int64 = 1_000

  public init() {}
}
