/// Amounts of bytes as agent.toml writes them, and as people write what we print: `32G`, `256MiB`,
/// `1.5 GiB`. Units are binary, whether they say so or not, as systemd's are.
enum ByteText {
  private static let units: [(letter: Character, bytes: Int)] = [
    ("T", 1 << 40), ("G", 1 << 30), ("M", 1 << 20), ("K", 1 << 10),
  ]

  /// Nil when `text` isn't an amount. `0` needs no unit. A fraction is cut to whole MiB in the units
  /// above it, to whole bytes else: `1.1G` is 1126 MiB.
  static func bytes(_ text: String) -> Int? {
    if text == "0" { return 0 }
    let number = text.prefix { $0.isNumber || $0 == "." }
    let unit = text.dropFirst(number.count).drop { $0 == " " }
    guard ["", "B", "iB"].contains(unit.dropFirst()),
      let factor = units.first(where: { $0.letter == unit.first })?.bytes
    else { return nil }
    let parts = number.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy(isDigits), let whole = Int(parts[0])
    else { return nil }
    let (product, overflow) = whole.multipliedReportingOverflow(by: factor)
    let (sum, isTooMuch) = product.addingReportingOverflow(
      parts.count == 2 ? fraction(parts[1], of: factor) : 0)
    return overflow || isTooMuch ? nil : sum
  }

  private static func isDigits(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  private static func fraction(_ digits: Substring, of factor: Int) -> Int {
    var (bytes, place) = (0, 1)
    // Six places say less than a MiB of a TiB; more don't matter, and would overflow.
    for digit in digits.utf8.prefix(6) {
      bytes = bytes * 10 + Int(digit - 0x30)
      place *= 10
    }
    bytes = bytes * factor / place
    return factor > 1 << 20 ? (bytes >> 20) << 20 : bytes
  }

  /// In the largest unit that it is a whole number of.
  static func text(_ bytes: Int) -> String {
    for (letter, factor) in units where bytes % factor == 0 && bytes > 0 {
      return "\(bytes / factor)\(letter)"
    }
    return "\(bytes)"
  }
}
