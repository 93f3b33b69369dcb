/// The string literals of a Swift source, as a user would see them.
struct StringLiterals {
  struct Literal: Equatable {
    /// The line that it begins in, from 1.
    let line: Int
    /// The text between the quotes, each interpolation as "…", escapes as they are written. Literals
    /// that are joined by + are one.
    let text: String
  }

  private let source: [UInt8]
  private var place = 0
  private var line = 1
  private var found: [Literal] = []
  /// Whether nothing but + and white space has come since the last literal.
  private var joins = false

  static func of(_ source: String) -> [Literal] {
    var scanner = StringLiterals(source: Array(source.utf8))
    scanner.scan(until: nil)
    return scanner.found
  }

  private init(source: [UInt8]) { self.source = source }

  private func has(_ text: StaticString) -> Bool {
    let end = place + text.utf8CodeUnitCount
    return end <= source.count
      && (0..<text.utf8CodeUnitCount).allSatisfy { source[place + $0] == text.utf8Start[$0] }
  }

  private mutating func step(_ count: Int = 1) {
    for _ in 0..<count where place < source.count {
      if source[place] == UInt8(ascii: "\n") { line += 1 }
      place += 1
    }
  }

  /// Reads code, to the end or behind the bracket that closes an interpolation.
  private mutating func scan(until closing: UInt8?) {
    var depth = 0
    while place < source.count {
      let byte = source[place]
      if has("//") {
        while place < source.count, source[place] != UInt8(ascii: "\n") { step() }
      } else if has("/*") {
        while place < source.count, !has("*/") { step() }
        step(2)
      } else if byte == UInt8(ascii: "\"") || (byte == UInt8(ascii: "#") && opensRaw) {
        literal()
      } else {
        if byte == closing, depth == 0 { return step() }
        if byte == UInt8(ascii: "(") { depth += 1 }
        if byte == UInt8(ascii: ")") { depth -= 1 }
        if !" \n+".utf8.contains(byte) { joins = false }
        step()
      }
    }
  }

  private var opensRaw: Bool {
    source[place...].first { $0 != UInt8(ascii: "#") } == UInt8(ascii: "\"")
  }

  private mutating func literal() {
    let (first, joined) = (line, joins)
    var hashes = 0
    while has("#") {
      hashes += 1
      step()
    }
    let long = has("\"\"\"")
    step(long ? 3 : 1)
    let fence = [UInt8](repeating: UInt8(ascii: "#"), count: hashes)
    var text: [UInt8] = []
    var inner: [Literal] = []
    while place < source.count {
      if long ? has("\"\"\"") : has("\""), isNext(fence, after: long ? 3 : 1) {
        step((long ? 3 : 1) + hashes)
        break
      }
      if has("\\"), isNext(fence, after: 1) {
        step(1 + hashes)
        if has("(") {
          step()
          inner += interpolated()
          text += "…".utf8
        } else {
          text.append(UInt8(ascii: "\\"))
          text.append(source[place])
          step()
        }
      } else if !long, has("\n") {
        break  // A quote in a regular expression.
      } else {
        text.append(source[place])
        step()
      }
    }
    let own = String(decoding: text, as: UTF8.self)
    let before = joined ? found.popLast() : nil
    found += inner
    found.append(Literal(line: before?.line ?? first, text: (before?.text ?? "") + own))
    joins = true
  }

  /// The literals within an interpolation.
  private mutating func interpolated() -> [Literal] {
    let outer = found
    (found, joins) = ([], false)
    scan(until: UInt8(ascii: ")"))
    defer { found = outer }
    return found
  }

  private func isNext(_ bytes: [UInt8], after count: Int) -> Bool {
    source[min(place + count, source.count)...].starts(with: bytes)
  }
}
