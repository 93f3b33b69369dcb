import CYaml

extension TextNode {
  /// The one document of `text`. A plain scalar of digits that doesn't fit into an integer, or begins with
  /// 0, stays a string.
  public static func parse(yaml text: String) throws(SyntaxError) -> TextNode {
    var text = text
    let result: Result<TextNode, SyntaxError> = text.withUTF8 { bytes in
      do throws(SyntaxError) {
        var reading = try YAMLReading(bytes)
        return .success(try reading.document())
      } catch { return .failure(error) }
    }
    return try result.get()
  }
}

/// Takes libyaml's events one by one and stops at the bound of nesting: its own loader would read a
/// deep text to the end, in quadratic time.
private struct YAMLReading: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private var anchors: [String: (node: TextNode, values: Int, depth: Int)] = [:]
  /// Aliases let a short text stand for a huge one.
  private var left = 1_000_000

  init(_ bytes: UnsafeBufferPointer<UInt8>) throws(TextNode.SyntaxError) {
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    guard yaml_parser_initialize(parser) == 1 else {
      parser.deallocate()
      throw TextNode.SyntaxError(line: 1, column: 1, text: "out of memory")
    }
    yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
  }

  mutating func document() throws(TextNode.SyntaxError) -> TextNode {
    _ = try event()  // the start of the stream
    guard try event().kind == YAML_DOCUMENT_START_EVENT else {
      return TextNode(value: .null, line: 1, column: 1)
    }
    let root = try node(try event(), depth: 0).node
    _ = try event()  // the end of the document
    let last = try event()
    guard last.kind == YAML_STREAM_END_EVENT else {
      throw last.error("text after the end of the first document")
    }
    return root
  }

  private struct Event {
    var kind = YAML_NO_EVENT
    var text = ""
    var anchor: String?
    var isPlain = false
    var line = 1
    var column = 1

    func error(_ text: String) -> TextNode.SyntaxError {
      TextNode.SyntaxError(line: line, column: column, text: text)
    }
  }

  private func event() throws(TextNode.SyntaxError) -> Event {
    var raw = yaml_event_t()
    guard yaml_parser_parse(parser, &raw) == 1 else {
      let mark = parser.pointee.problem_mark
      throw TextNode.SyntaxError(
        line: Int(mark.line) + 1, column: Int(mark.column) + 1,
        text: parser.pointee.problem.map { String(cString: $0) } ?? "not YAML")
    }
    defer { yaml_event_delete(&raw) }
    var event = Event(
      kind: raw.type, line: Int(raw.start_mark.line) + 1, column: Int(raw.start_mark.column) + 1)
    switch raw.type {
    case YAML_SCALAR_EVENT:
      let scalar = raw.data.scalar
      event.text = String(
        decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
      event.isPlain = scalar.style == YAML_PLAIN_SCALAR_STYLE
      event.anchor = Self.name(scalar.anchor)
    case YAML_SEQUENCE_START_EVENT: event.anchor = Self.name(raw.data.sequence_start.anchor)
    case YAML_MAPPING_START_EVENT: event.anchor = Self.name(raw.data.mapping_start.anchor)
    case YAML_ALIAS_EVENT: event.anchor = Self.name(raw.data.alias.anchor)
    default: break  // a C enum
    }
    return event
  }

  private static func name(_ bytes: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    bytes.map { String(cString: $0) }
  }

  /// A node, the number of its values and the number of their levels.
  private typealias Read = (node: TextNode, values: Int, depth: Int)

  private mutating func node(_ event: Event, depth: Int) throws(TextNode.SyntaxError) -> Read {
    var read: Read = (TextNode(value: .null, line: event.line, column: event.column), 1, 1)
    func keep(_ value: TextNode.Value) {
      read.node = TextNode(value: value, line: event.line, column: event.column)
    }
    func add(_ inner: Read) {
      read.values += inner.values
      read.depth = max(read.depth, inner.depth + 1)
    }
    switch event.kind {
    case YAML_ALIAS_EVENT:
      // Of a node that is still being read there is none yet, so no node can contain itself.
      guard let known = event.anchor.flatMap({ anchors[$0] }) else {
        throw event.error("an alias of something that isn't complete before it")
      }
      read = known
      keep(known.node.value)
    case YAML_SEQUENCE_START_EVENT:
      guard depth < TextNode.deepest else { throw .nesting(line: event.line, column: event.column) }
      var elements: [TextNode] = []
      while case let next = try self.event(), next.kind != YAML_SEQUENCE_END_EVENT {
        let element = try node(next, depth: depth + 1)
        add(element)
        elements.append(element.node)
      }
      keep(.array(elements))
    case YAML_MAPPING_START_EVENT:
      guard depth < TextNode.deepest else { throw .nesting(line: event.line, column: event.column) }
      var members: [TextNode.Member] = []
      var known: Set<String> = []
      while case let key = try self.event(), key.kind != YAML_MAPPING_END_EVENT {
        guard key.kind == YAML_SCALAR_EVENT else { throw key.error("a key is not text") }
        guard known.insert(key.text).inserted else {
          throw key.error("the key \(key.text.debugDescription) appears twice")
        }
        let member = try node(try self.event(), depth: depth + 1)
        add(member)
        members.append(
          TextNode.Member(
            key: key.text, node: member.node, line: key.line, column: key.column))
      }
      keep(.table(members))
    default: keep(event.isPlain ? Self.plain(event.text) : .string(event.text))
    }
    left -= event.kind == YAML_ALIAS_EVENT ? read.values : 1
    guard left > 0 else { throw event.error("more than a million values") }
    guard depth + read.depth <= TextNode.deepest + 1 else {
      throw .nesting(line: event.line, column: event.column)
    }
    if event.kind != YAML_ALIAS_EVENT, let anchor = event.anchor { anchors[anchor] = read }
    return read
  }

  private static func plain(_ text: String) -> TextNode.Value {
    switch text {
    case "", "~", "null": return .null
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    default:
      // YAML 1.1 has it as an octal number, 1.2 as a decimal one: only its text is the same.
      let digits = text.drop { "+-".contains($0) }
      if digits.count > 1, digits.hasPrefix("0"), Int(text) != nil { return .string(text) }
      if let number = Int(text) { return .integer(number) }
      let isNumber = text.utf8.allSatisfy { "+-.0123456789eE".utf8.contains($0) }
      return isNumber && text.utf8.contains(UInt8(ascii: ".")) && Double(text) != nil
        ? .float(text) : .string(text)
    }
  }
}
