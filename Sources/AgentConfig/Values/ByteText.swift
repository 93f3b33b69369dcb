/// Amounts of bytes as agent.toml writes them: a whole number and a binary unit, such as `32G`.
enum ByteText {
  private static let units: [(suffix: String, bytes: Int)] = [
    ("T", 1 << 40), ("G", 1 << 30), ("M", 1 << 20), ("K", 1 << 10),
  ]

  /// Nil when `text` isn't an amount. `0` needs no unit.
  static func bytes(_ text: String) -> Int? {
    if text == "0" { return 0 }
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

  /// In the largest unit that it is a whole number of.
  static func text(_ bytes: Int) -> String {
    for (suffix, factor) in units where bytes % factor == 0 && bytes > 0 {
      return "\(bytes / factor)\(suffix)"
    }
    return "\(bytes)"
  }
}
