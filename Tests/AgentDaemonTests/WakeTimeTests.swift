import Testing

@testable import AgentCore
@testable import AgentDaemon

/// When a chain is looked at again.
@Suite struct WakeTimeTests {
  @Test(arguments: [
    // Seconds away: with all other chains'.
    (48_001, 48_000), (48_099, 48_000), (48_100, 49_000), (47_499, 48_000), (103_000, 103_000),
    // Soon, at once and never are what they are.
    (44_999, 44_999), (43_100, 43_100), (0, 0), (Int.max, Int.max),
  ])
  func looksThatAreSecondsAwayAreAtWholeSeconds(_ wanted: Int, _ aligned: Int) {
    #expect(HostLoop.aligned(wanted, 43_000) == aligned)
  }
}
