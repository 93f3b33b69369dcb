/// The limits of one caller and of all of them.
public struct ServerLimits: Sendable {
  public var connections = 64
  /// The rest is kept for those who may act, so that readers can't lock operators out.
  public var readers = 48
  /// The time until the head of the next request has to be complete.
  public var idleSeconds: Int64 = 30
  /// The time between two parts of a file that is uploaded.
  public var uploadPauseSeconds: Int64 = 30
  /// A cap on the routes' own time limits, for tests.
  var answerSeconds = Int64.max
  public var headerBytes = 16 * 1024

  public init() {}
}
