/// The time to wait before a node that died is started again. It never gives up: a validator that
/// stays down because somebody set a limit years ago is worse than one restart every five minutes.
/// The values are those of a supervisor without options, and `SupervisorDefaultsTests` holds them to the defaults
/// of agent.toml; a unit gives it those of `ChainConfiguration.Restart`.
public struct Backoff: Equatable, Sendable {
  /// Milliseconds before the first restart in a row.
  public var first: Int64 = 500
  /// Milliseconds at most.
  public var cap: Int64 = 300_000
  /// A run of so many milliseconds ends the row.
  public var stable: Int64 = 600_000

  public init() {}

  /// Milliseconds from the last exit to the next start after `failures` deaths in a row.
  public func delay(failures: Int64) -> Int64 {
    guard failures > 0 else { return 0 }
    var delay = first
    var doublings = failures - 1
    while doublings > 0, delay < cap {
      delay *= 2
      doublings -= 1
    }
    return delay < cap ? delay : cap
  }
}
