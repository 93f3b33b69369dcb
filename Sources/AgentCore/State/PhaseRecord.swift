/// A line of an operation's timeline.
public struct PhaseRecord: Hashable, Codable, Sendable {
  public let phase: Phase
  public let direction: Direction
  public let startedUnixMs: Int
  public var endedUnixMs: Int?

  public init(_ phase: Phase, _ direction: Direction, startedUnixMs: Int, endedUnixMs: Int? = nil) {
    self.phase = phase
    self.direction = direction
    self.startedUnixMs = startedUnixMs
    self.endedUnixMs = endedUnixMs
  }
}
