extension TextNode {
  /// The one value of `text`, which must be JSON and nothing else (RFC 8259): what the nodes' serde_json
  /// refuses is refused here too. An integer that doesn't fit into 64 bits stays a string of its digits.
  public static func parse(json text: String) throws(SyntaxError) -> TextNode {
    var reading = JSONReading(text)
    return try reading.document()
  }
}

/// Our own reader, since none at hand tells where a value stands: FoundationEssentials has no places,
/// and libyaml takes more than JSON and not all of it. Time is linear in the text.
struct JSONReading {
  private let bytes: [UInt8]
  private var at = 0
  private var line = 1
  private var column = 1

  init(_ text: String) { bytes = Array(text.utf8) }

  mutating func document() throws(TextNode.SyntaxError) -> TextNode {
    guard !bytes.starts(with: [0xef, 0xbb, 0xbf]) else {
      throw error("a byte order mark at the start isn't allowed in JSON")
    }
    skipSpace()
    guard next != nil else { throw error("the text is empty") }
    let root = try value(depth: 0)
    skipSpace()
    guard next == nil else { throw error("text after the end of the JSON value") }
    return root
  }

  // MARK: Values

  private mutating func value(depth: Int) throws(TextNode.SyntaxError) -> TextNode {
    let (line, column) = (line, column)
    guard depth < TextNode.deepest else { throw .nesting(line: line, column: column) }
    let value: TextNode.Value
    switch next {
    case UInt8(ascii: "{"): value = .table(try members(depth))
    case UInt8(ascii: "["): value = .array(try elements(depth))
    case UInt8(ascii: "\""): value = .string(try string())
    case UInt8(ascii: "-"): value = try number()
    case .some(UInt8(ascii: "0")...UInt8(ascii: "9")): value = try number()
    case UInt8(ascii: "t"): value = try word("true", .boolean(true))
    case UInt8(ascii: "f"): value = try word("false", .boolean(false))
    case UInt8(ascii: "n"): value = try word("null", .null)
    default: throw unexpected("a value")
    }
    return TextNode(value: value, line: line, column: column)
  }

  private mutating func members(_ depth: Int) throws(TextNode.SyntaxError) -> [TextNode.Member] {
    var members: [TextNode.Member] = []
    var known: Set<String> = []
    step()
    skipSpace()
    if take("}") { return [] }
    repeat {
      skipSpace()
      let place = (line, column)
      guard next == UInt8(ascii: "\"") else {
        throw unexpected(members.isEmpty ? "a key in quotes or }" : "a key in quotes")
      }
      let key = try string()
      guard known.insert(key).inserted else {
        throw TextNode.SyntaxError(
          line: place.0, column: place.1, text: "the key \(key.debugDescription) appears twice")
      }
      skipSpace()
      guard take(":") else { throw unexpected("a colon") }
      skipSpace()
      members.append(
        TextNode.Member(
          key: key, node: try value(depth: depth + 1), line: place.0, column: place.1))
      skipSpace()
    } while take(",")
    guard take("}") else { throw unexpected("a comma or }") }
    return members
  }

  private mutating func elements(_ depth: Int) throws(TextNode.SyntaxError) -> [TextNode] {
    var elements: [TextNode] = []
    step()
    skipSpace()
    if take("]") { return [] }
    repeat {
      skipSpace()
      elements.append(try value(depth: depth + 1))
      skipSpace()
    } while take(",")
    guard take("]") else { throw unexpected("a comma or ]") }
    return elements
  }

  private mutating func word(
    _ word: String, _ value: TextNode.Value
  ) throws(TextNode.SyntaxError) -> TextNode.Value {
    guard bytes[at...].starts(with: word.utf8) else { throw unexpected("a value") }
    for _ in word.utf8 { step() }
    return value
  }

  private mutating func number() throws(TextNode.SyntaxError) -> TextNode.Value {
    let start = at
    _ = take("-")
    let first = next
    let count = digits()
    guard count > 0 else { throw unexpected("a digit") }
    guard first != UInt8(ascii: "0") || count == 1 else {
      throw error("a number with a leading zero")
    }
    var isInteger = true
    if take(".") {
      isInteger = false
      guard digits() > 0 else { throw unexpected("a digit") }
    }
    if take("e") || take("E") {
      isInteger = false
      if !take("+") { _ = take("-") }
      guard digits() > 0 else { throw unexpected("a digit") }
    }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    guard isInteger else { return .float(text) }
    return Int(text).map { .integer($0) } ?? .string(text)
  }

  private mutating func digits() -> Int {
    let start = at
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { step() }
    return at - start
  }

  // MARK: Strings

  private mutating func string() throws(TextNode.SyntaxError) -> String {
    step()
    var text: [UInt8] = []
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        step()
        return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        text += String(Character(try escape())).utf8
      case ..<0x20: throw error("a control character in a string has to be written as an escape")
      default:
        text.append(byte)
        step()
      }
    }
    throw error("a string without its closing quote")
  }

  private mutating func escape() throws(TextNode.SyntaxError) -> Unicode.Scalar {
    let place = (line, column)
    step()
    guard let letter = next else { throw error("a string without its closing quote") }
    if letter == UInt8(ascii: "u") { return try unicode(place) }
    guard let scalar = Self.escapes[letter] else {
      throw TextNode.SyntaxError(line: place.0, column: place.1, text: "an unknown escape")
    }
    step()
    return scalar
  }

  private static let escapes: [UInt8: Unicode.Scalar] = [
    UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/",
    UInt8(ascii: "b"): "\u{8}", UInt8(ascii: "f"): "\u{c}", UInt8(ascii: "n"): "\n",
    UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
  ]

  /// Characters beyond U+FFFF are written as two units of UTF-16.
  private mutating func unicode(_ place: (Int, Int)) throws(TextNode.SyntaxError) -> Unicode.Scalar
  {
    let lone = TextNode.SyntaxError(
      line: place.0, column: place.1, text: "half of a surrogate pair alone")
    let first = try unit()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xdc00, take("\\"), next == UInt8(ascii: "u") else { throw lone }
    let second = try unit()
    guard (0xdc00...0xdfff).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xd800) << 10 + (second - 0xdc00))
    else { throw lone }
    return scalar
  }

  private mutating func unit() throws(TextNode.SyntaxError) -> UInt32 {
    step()
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue,
        byte < 0x80
      else { throw unexpected("four hexadecimal digits") }
      unit = unit << 4 | UInt32(digit)
      step()
    }
    return unit
  }

  // MARK: Bytes

  private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

  private mutating func step() {
    let byte = bytes[at]
    at += 1
    if byte == UInt8(ascii: "\n") {
      (line, column) = (line + 1, 1)
    } else if byte & 0xc0 != 0x80 {
      column += 1
    }
  }

  private mutating func take(_ sign: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: sign) else { return false }
    step()
    return true
  }

  private mutating func skipSpace() {
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d { step() }
  }

  private func unexpected(_ wanted: String) -> TextNode.SyntaxError {
    guard let next else { return error("the text ends where \(wanted) is expected") }
    switch next {
    case UInt8(ascii: "/"), UInt8(ascii: "#"): return error("comments aren't allowed in JSON")
    case UInt8(ascii: "]"), UInt8(ascii: "}"):
      let before = bytes[..<at].last { $0 != 0x20 && $0 != 0x09 && $0 != 0x0a && $0 != 0x0d }
      if before == UInt8(ascii: ",") {
        return error("a comma before a closing bracket isn't allowed in JSON")
      }
    default: break
    }
    return error("\(wanted) is expected")
  }

  private func error(_ text: String) -> TextNode.SyntaxError {
    TextNode.SyntaxError(line: line, column: column, text: text)
  }
}
