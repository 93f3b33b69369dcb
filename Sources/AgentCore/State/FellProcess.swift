/// A process that was seen below the height which its chain had. It may have passed that height by now, and goes
/// on with what it had at its start all the same.
public struct FellProcess: Hashable, Codable, Sendable {
  public let startedUnixMs: Int
  public let height: UInt64

  public init(startedUnixMs: Int, height: UInt64) {
    self.startedUnixMs = startedUnixMs
    self.height = height
  }
}
