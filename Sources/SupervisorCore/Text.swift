/// Bytes that are text.
///
/// Comparing two `String`s needs Unicode tables, which would triple the supervisor; comparing
/// bytes doesn't, and all that is compared here is ASCII. What is used everywhere isn't inlined: that
/// is a fifth of the supervisor.
public struct Text: Equatable, Sendable, ExpressibleByStringInterpolation {
  public var bytes: [UInt8]

  public init(_ bytes: [UInt8] = []) { self.bytes = bytes }

  @inline(never)
  public init(stringLiteral literal: StaticString) {
    bytes = []
    add(literal)
  }

  public init(stringInterpolation text: Text) { self = text }

  public var isEmpty: Bool { bytes.isEmpty }

  @inline(never)
  public mutating func add(_ byte: UInt8) { bytes.append(byte) }

  @inline(never)
  public mutating func add(_ literal: StaticString) {
    literal.withUTF8Buffer { for byte in $0 { add(byte) } }
  }

  @inline(never)
  @_disfavoredOverload
  public mutating func add(_ text: Text) { for byte in text.bytes { add(byte) } }

  @inline(never)
  public mutating func add(_ number: Int64) {
    if number < 0 { add("-") }
    add(digitsOf: number.magnitude)
  }

  private mutating func add(digitsOf number: UInt64) {
    if number > 9 { add(digitsOf: number / 10) }
    add(UInt8(ascii: "0") + UInt8(number % 10))
  }

  @inline(never)
  @_disfavoredOverload
  public static func == (a: Text, b: Text) -> Bool {
    guard a.bytes.count == b.bytes.count else { return false }
    for index in a.bytes.indices where a.bytes[index] != b.bytes[index] { return false }
    return true
  }

  @inline(never)
  public static func == (a: Text, b: StaticString) -> Bool {
    a.bytes.count == b.utf8CodeUnitCount && a.hasPrefix(b)
  }

  public static func ~= (pattern: StaticString, text: Text) -> Bool { text == pattern }

  private func hasPrefix(_ prefix: StaticString) -> Bool {
    prefix.withUTF8Buffer { prefix in
      guard bytes.count >= prefix.count else { return false }
      for index in prefix.indices where bytes[index] != prefix[index] { return false }
      return true
    }
  }

  /// The parts between `separator`s, empty ones kept.
  public func split(_ separator: UInt8) -> [Text] {
    var parts: [Text] = []
    var start = 0
    for end in 0...bytes.count where end == bytes.count || bytes[end] == separator {
      parts.append(Text([UInt8](bytes[start..<end])))
      start = end + 1
    }
    return parts
  }

  /// The rest after `prefix`, or nil when it starts otherwise.
  @inline(never)
  public func after(_ prefix: StaticString) -> Text? {
    hasPrefix(prefix) ? Text([UInt8](bytes[prefix.utf8CodeUnitCount...])) : nil
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
        text.add(digit(byte >> 4))
        text.add(digit(byte & 15))
      } else {
        text.add(byte)
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

/// The text so far, while one such as `"chain \(name)"` is put together.
extension Text: StringInterpolationProtocol {
  public init(literalCapacity: Int, interpolationCount: Int) { bytes = [] }
  @inline(__always)
  public mutating func appendLiteral(_ literal: StaticString) {
    // Known to the compiler: text that begins or ends with a value brings an empty literal.
    if literal.utf8CodeUnitCount > 0 { add(literal) }
  }
  public mutating func appendInterpolation(_ literal: StaticString) { add(literal) }
  @_disfavoredOverload
  public mutating func appendInterpolation(_ text: Text) { add(text) }
  public mutating func appendInterpolation(_ number: Int64) { add(number) }
}
