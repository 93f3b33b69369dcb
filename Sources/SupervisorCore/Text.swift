/// Bytes that are text.
///
/// Comparing two `String`s needs Unicode tables, which would triple the supervisor; comparing
/// bytes doesn't, and all that is compared here is ASCII. What is used everywhere isn't inlined: that
/// is a fifth of the supervisor.
public struct Text: Equatable, Sendable, ExpressibleByStringLiteral {
  public var bytes: [UInt8]

  public init(_ bytes: [UInt8] = []) { self.bytes = bytes }

  @inline(never)
  public init(stringLiteral literal: StaticString) {
    bytes = literal.withUTF8Buffer { [UInt8]($0) }
  }

  public var isEmpty: Bool { bytes.isEmpty }

  @inline(never)
  public mutating func add(_ text: Text) { bytes.append(contentsOf: text.bytes) }

  public mutating func add(_ number: Int64) {
    var digits: [UInt8] = []
    var rest = number.magnitude
    repeat {
      digits.append(UInt8(ascii: "0") + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    if number < 0 { digits.append(UInt8(ascii: "-")) }
    while let digit = digits.popLast() { bytes.append(digit) }
  }

  @inline(never)
  public static func + (a: Text, b: Text) -> Text { Text(a.bytes + b.bytes) }

  @inline(never)
  public static func == (a: Text, b: Text) -> Bool {
    guard a.bytes.count == b.bytes.count else { return false }
    var index = 0
    while index < a.bytes.count {
      if a.bytes[index] != b.bytes[index] { return false }
      index += 1
    }
    return true
  }

  /// The parts between `separator`s, empty ones kept.
  public func split(_ separator: UInt8) -> [Text] {
    var parts: [Text] = []
    var part = Text()
    for byte in bytes {
      if byte == separator {
        parts.append(part)
        part = Text()
      } else {
        part.bytes.append(byte)
      }
    }
    parts.append(part)
    return parts
  }

  /// The rest after `prefix`, or nil when it starts otherwise.
  @inline(never)
  public func after(_ prefix: Text) -> Text? {
    guard bytes.count >= prefix.bytes.count else { return nil }
    var index = 0
    while index < prefix.bytes.count {
      if bytes[index] != prefix.bytes[index] { return nil }
      index += 1
    }
    return Text([UInt8](bytes[index...]))
  }

  /// The same without spaces and line ends at the end.
  @inline(never)
  public var trimmed: Text {
    var text = self
    while let last = text.bytes.last, last == 0x0a || last == 0x20 { text.bytes.removeLast() }
    return text
  }

  /// The same with all but printable ASCII as `\xNN`.
  public var escaped: Text {
    func digit(_ value: UInt8) -> UInt8 {
      value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
    var text = Text()
    for byte in bytes {
      if byte < 0x20 || byte > 0x7e || byte == UInt8(ascii: "\\") {
        text.add("\\x")
        text.bytes.append(digit(byte >> 4))
        text.bytes.append(digit(byte & 15))
      } else {
        text.bytes.append(byte)
      }
    }
    return text
  }

  /// A whole decimal number, or nil; no more than 15 digits.
  @inline(never)
  public var number: Int64? {
    guard (1...15).contains(bytes.count) else { return nil }
    var value: Int64 = 0
    for byte in bytes {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      value = value * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    return value
  }
}
