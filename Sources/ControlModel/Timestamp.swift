public import Basics

/// A moment in JSON: RFC 3339, UTC, always with milliseconds: `2026-03-01T12:00:00.250Z`.
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let unixMilliseconds: Int64

  /// A moment before the year 0 or after 9999, which has no such form, is the nearest that has.
  public init(unixMilliseconds: Int64) {
    self.unixMilliseconds = min(max(unixMilliseconds, -62_167_219_200_000), 253_402_300_799_999)
  }
  public init(unixMilliseconds: Int) { self.init(unixMilliseconds: Int64(unixMilliseconds)) }

  /// The moment in exactly the form that `description` writes, with or without the milliseconds.
  public init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 20 || bytes.count == 24, bytes.last == UInt8(ascii: "Z") else {
      return nil
    }
    for (index, mark) in [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":")]
    where bytes[index] != mark.utf8.first { return nil }
    if bytes.count == 24, bytes[19] != UInt8(ascii: ".") { return nil }
    func number(_ range: Range<Int>) -> Int64? {
      var value: Int64 = 0
      for byte in bytes[range] {
        guard (0x30...0x39).contains(byte) else { return nil }
        value = value * 10 + Int64(byte - 0x30)
      }
      return value
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
      let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
      let milliseconds = bytes.count == 24 ? number(20..<23) : 0,
      (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 60
    else { return nil }
    let days = Self.days(year: year, month: month, day: day)
    unixMilliseconds =
      (days * 86_400 + hour * 3_600 + minute * 60 + second) * 1_000 + milliseconds
  }

  public var description: String {
    let (days, ofDay) = unixMilliseconds.flooredDivision(by: 86_400_000)
    let (year, month, day) = Self.civil(days: days)
    func digits(_ value: Int64, _ width: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }
    return digits(year, 4) + "-" + digits(month, 2) + "-" + digits(day, 2) + "T"
      + digits(ofDay / 3_600_000, 2) + ":" + digits(ofDay / 60_000 % 60, 2) + ":"
      + digits(ofDay / 1_000 % 60, 2) + "." + digits(ofDay % 1_000, 3) + "Z"
  }

  public static func < (a: Timestamp, b: Timestamp) -> Bool {
    a.unixMilliseconds < b.unixMilliseconds
  }

  // Days since 1970-01-01 in the proleptic Gregorian calendar: years are counted from March, so
  // that the leap day is a year's last day, in eras of 400 years (146,097 days).
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let (era, ofEra) = shifted.flooredDivision(by: 400)
    let ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
  }

  private static func civil(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let (era, ofEra) = (days + 719_468).flooredDivision(by: 146_097)
    let year = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
    let ofYear = ofEra - (365 * year + year / 4 - year / 100)
    let shifted = (5 * ofYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return (
      year + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - (153 * shifted + 2) / 5 + 1
    )
  }
}

extension Timestamp: TextCodable {
  public static let form = "RFC 3339 in UTC"
}

extension Int64 {
  fileprivate func flooredDivision(by divisor: Int64) -> (quotient: Int64, remainder: Int64) {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
  }
}
