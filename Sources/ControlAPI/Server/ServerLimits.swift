/// How much one caller, or all of them, may take.
public struct ServerLimits: Sendable {
  public var connections = 64
  /// The rest is kept for those who may act, so that readers can't lock operators out.
  public var readers = 48
  /// Until the head of the next request is complete.
  public var idleSeconds: Int64 = 30
  /// Between two parts of a file being uploaded.
  public var uploadPauseSeconds: Int64 = 30
  /// A cap on the routes' own time limits, for tests.
  var answerSeconds = Int64.max
  public var headerBytes = 16 * 1024

  public init() {}
}
