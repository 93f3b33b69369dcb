import Glibc

enum Clock {
  /// Nanoseconds that never go back.
  static func now() -> Int64 { read(CLOCK_MONOTONIC) }

  static func unixMilliseconds() -> Int64 { read(CLOCK_REALTIME) / 1_000_000 }

  static func nanoseconds(_ seconds: Double) -> Int64 { Int64(seconds * 1e9) }

  /// `2025-01-31T12:00:00.123456Z`, as tracing prints it.
  static func stamp() -> String {
    let nanoseconds = read(CLOCK_REALTIME)
    let fraction = String(nanoseconds % 1_000_000_000 / 1000)
    let zeros = String(repeating: "0", count: 6 - fraction.count)
    return format(nanoseconds / 1_000_000_000, "%Y-%m-%dT%H:%M:%S.") + zeros + fraction + "Z"
  }

  /// The value of the `date` header.
  static func httpDate(_ seconds: Int64) -> String { format(seconds, "%a, %d %b %Y %H:%M:%S GMT") }

  private static func format(_ seconds: Int64, _ pattern: String) -> String {
    var seconds = time_t(seconds)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    var text = [CChar](repeating: 0, count: 64)
    let length = strftime(&text, text.count, pattern, &parts)
    return String(decoding: text[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
