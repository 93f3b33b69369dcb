/// Lengths of time for people.
enum Durations {
  /// The two largest units: `3 d 4 h`, `12 min`, `4 s`.
  static func rough(milliseconds: Int64) -> String {
    let seconds = max(0, milliseconds / 1_000)
    let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400)
    if days > 0 { return hours % 24 == 0 ? "\(days) d" : "\(days) d \(hours % 24) h" }
    if hours > 0 { return minutes % 60 == 0 ? "\(hours) h" : "\(hours) h \(minutes % 60) min" }
    if minutes >= 10 || (minutes > 0 && seconds % 60 == 0) { return "\(minutes) min" }
    return minutes > 0 ? "\(minutes) min \(seconds % 60) s" : "\(seconds) s"
  }

  /// To a tenth of a second below a minute: `12.3 s`.
  static func exact(milliseconds: Int64) -> String {
    guard milliseconds < 60_000 else { return rough(milliseconds: milliseconds) }
    let tenths = max(0, milliseconds + 50) / 100
    return "\(tenths / 10).\(tenths % 10) s"
  }
}
