import CYaml

extension TextNode {
  /// The first document of `text`; JSON is read as the YAML that it nearly is (yaml.org, 1.2).
  ///
  /// A plain scalar of digits that doesn't fit into an integer stays a string.
  public static func parse(yaml text: String) throws(SyntaxError) -> TextNode {
    var text = text
    let result: Result<TextNode, SyntaxError> = text.withUTF8 { bytes in
      do throws(SyntaxError) { return .success(try parse(bytes)) } catch { return .failure(error) }
    }
    return try result.get()
  }

  private static func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws(SyntaxError) -> TextNode {
    var parser = yaml_parser_t()
    guard yaml_parser_initialize(&parser) == 1 else {
      throw SyntaxError(line: 1, text: "out of memory")
    }
    defer { yaml_parser_delete(&parser) }
    yaml_parser_set_input_string(&parser, bytes.baseAddress, bytes.count)
    var document = yaml_document_t()
    guard yaml_parser_load(&parser, &document) == 1 else {
      let what = parser.problem.map { String(cString: $0) } ?? "it can't be read"
      throw SyntaxError(line: Int(parser.problem_mark.line) + 1, text: what)
    }
    defer { yaml_document_delete(&document) }
    guard let root = yaml_document_get_root_node(&document) else {
      return TextNode(value: .null, line: 1)
    }
    var reading = Reading(document: document)
    return try reading.node(root.pointee, depth: 0)
  }

  private struct Reading {
    var document: yaml_document_t
    /// Aliases let a short text stand for a huge one.
    var left = 100_000

    mutating func node(_ node: yaml_node_t, depth: Int) throws(SyntaxError) -> TextNode {
      let line = Int(node.start_mark.line) + 1
      left -= 1
      guard depth < 16, left > 0 else {
        throw SyntaxError(line: line, text: "it is nested too deeply, or has too many values")
      }
      switch node.type {
      case YAML_SCALAR_NODE:
        return TextNode(value: Self.scalar(node), line: line)
      case YAML_SEQUENCE_NODE:
        var elements: [TextNode] = []
        var item = node.data.sequence.items.start
        while let at = item, at != node.data.sequence.items.top {
          elements.append(try self.node(at.pointee, depth))
          item = at + 1
        }
        return TextNode(value: .array(elements), line: line)
      case YAML_MAPPING_NODE:
        var members: [Member] = []
        var pair = node.data.mapping.pairs.start
        while let at = pair, at != node.data.mapping.pairs.top {
          guard let key = yaml_document_get_node(&document, at.pointee.key)?.pointee,
            key.type == YAML_SCALAR_NODE
          else { throw SyntaxError(line: line, text: "a key is no text") }
          let name = Self.text(key)
          guard !members.contains(where: { $0.key == name }) else {
            throw SyntaxError(
              line: Int(key.start_mark.line) + 1, text: "the key \(name) is there twice")
          }
          members.append(Member(key: name, node: try self.node(at.pointee.value, depth)))
          pair = at + 1
        }
        return TextNode(value: .table(members), line: line)
      default: return TextNode(value: .null, line: line)  // a C enum
      }
    }

    private mutating func node(_ index: Int32, _ depth: Int) throws(SyntaxError) -> TextNode {
      guard let node = yaml_document_get_node(&document, index)?.pointee else {
        throw SyntaxError(line: 1, text: "it can't be read")
      }
      return try self.node(node, depth: depth + 1)
    }

    private static func text(_ node: yaml_node_t) -> String {
      let bytes = UnsafeBufferPointer(
        start: node.data.scalar.value, count: node.data.scalar.length)
      return String(decoding: bytes, as: UTF8.self)
    }

    private static func scalar(_ node: yaml_node_t) -> Value {
      let text = text(node)
      guard node.data.scalar.style == YAML_PLAIN_SCALAR_STYLE else { return .string(text) }
      switch text {
      case "", "~", "null": return .null
      case "true": return .boolean(true)
      case "false": return .boolean(false)
      default:
        if let number = Int(text) { return .integer(number) }
        let isNumber = text.utf8.allSatisfy { "+-.0123456789eE".utf8.contains($0) }
        return isNumber && text.utf8.contains(UInt8(ascii: ".")) && Double(text) != nil
          ? .float : .string(text)
      }
    }
  }
}
