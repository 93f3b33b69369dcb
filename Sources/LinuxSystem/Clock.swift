import Glibc

/// The host's clocks.
public enum Clock {
  /// Since boot, suspended time included. For intervals that outlive a process but not a boot.
  public static func boottimeMilliseconds() -> Int64 { read(CLOCK_BOOTTIME) / 1_000_000 }
  /// Since 1970, as set by people and NTP: for display and records only.
  public static func unixMilliseconds() -> Int64 { read(CLOCK_REALTIME) / 1_000_000 }
  /// For measuring; never goes back.
  public static func monotonicNanoseconds() -> Int64 { read(CLOCK_MONOTONIC) }
  /// systemd's own clock for its timeouts.
  public static func monotonicMicroseconds() -> UInt64 { UInt64(read(CLOCK_MONOTONIC) / 1_000) }

  /// Of the times in /proc/PID/stat: USER_HZ, proc(5).
  public static var ticksPerSecond: UInt64 { UInt64(max(1, sysconf(CInt(_SC_CLK_TCK)))) }

  public static func sleep(milliseconds: Int64) {
    var rest = timespec(
      tv_sec: Int(milliseconds / 1_000), tv_nsec: Int(milliseconds % 1_000) * 1_000_000)
    var asked = rest
    while nanosleep(&asked, &rest) < 0 && errno == EINTR { asked = rest }
  }

  private static func read(_ clock: clockid_t) -> Int64 {
    var now = timespec()
    clock_gettime(clock, &now)
    return Int64(now.tv_sec) * 1_000_000_000 + Int64(now.tv_nsec)
  }
}
