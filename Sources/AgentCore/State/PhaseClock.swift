/// The beginning of a phase, in both clocks.
///
/// Durations come from the boot's own clock, which no administrator or NTP can move; it means
/// nothing after a reboot, so the phase then starts its time anew. The calendar's time is for
/// people, and for comparing with times that other processes wrote.
public struct PhaseClock: Hashable, Codable, Sendable {
  public var sinceUnixMs: Int
  public var sinceBoottimeMs: Int
  public var bootID: String

  public init(sinceUnixMs: Int, sinceBoottimeMs: Int, bootID: String) {
    self.sinceUnixMs = sinceUnixMs
    self.sinceBoottimeMs = sinceBoottimeMs
    self.bootID = bootID
  }

  public init(_ now: ChainObservation) {
    self.init(
      sinceUnixMs: now.nowUnixMs, sinceBoottimeMs: now.nowBoottimeMs, bootID: now.bootID)
  }
}
