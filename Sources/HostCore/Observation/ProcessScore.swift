/// The `oom_score_adj` of a process that matters, and what it should be.
public struct ProcessScore: Hashable, Sendable {
  public enum Wanted: Hashable, Sendable {
    case exactly(Int)
    /// Of what has to live longer than a node: the log, the way in.
    case atMost(Int)
  }

  public let process: Int32
  /// The name in /proc/PID/comm.
  public let name: String
  public let unit: String
  public let live: Int
  public let wanted: Wanted

  public init(process: Int32, name: String, unit: String, live: Int, wanted: Wanted) {
    self.process = process
    self.name = name
    self.unit = unit
    self.live = live
    self.wanted = wanted
  }

  /// The value to set; nil if the score is as configured.
  public var correction: Int? {
    switch wanted {
    case .exactly(let score): live == score ? nil : score
    case .atMost(let score): live <= score ? nil : score
    }
  }
}
