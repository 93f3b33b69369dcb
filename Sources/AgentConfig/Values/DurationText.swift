/// Durations as agent.toml writes them: a whole number and a unit, such as `500ms` or `2m`.
public enum DurationText {
  private static let units: [(suffix: String, milliseconds: Int)] = [
    ("ms", 1), ("h", 3_600_000), ("m", 60_000), ("s", 1_000),
  ]

  /// Nil when `text` isn't a duration.
  public static func milliseconds(_ text: String) -> Int? {
    for (suffix, factor) in units where text.hasSuffix(suffix) {
      let digits = text.dropLast(suffix.count)
      guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        let number = Int(digits)
      else { return nil }
      let (product, overflow) = number.multipliedReportingOverflow(by: factor)
      return overflow ? nil : product
    }
    return nil
  }

  /// In whole hours, else in seconds, else in milliseconds: what most people read at once.
  static func text(_ milliseconds: Int) -> String {
    if milliseconds % 3_600_000 == 0, milliseconds > 0 { return "\(milliseconds / 3_600_000)h" }
    if milliseconds % 1_000 == 0 { return "\(milliseconds / 1_000)s" }
    return "\(milliseconds)ms"
  }
}
