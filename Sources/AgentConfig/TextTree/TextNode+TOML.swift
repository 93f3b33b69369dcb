import CToml

extension TextNode {
  /// The root table of `text`.
  public static func parse(toml text: String) throws(SyntaxError) -> TextNode {
    var text = text
    let document = text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { adnet_toml_parse($0.baseAddress, $0.count) }
    }
    guard let document else { throw SyntaxError(line: 1, column: 1, text: "out of memory") }
    defer { adnet_toml_free(document) }
    if let error = adnet_toml_error(document) {
      throw SyntaxError(
        line: max(1, Int(adnet_toml_error_line(document))),
        column: max(1, Int(adnet_toml_error_column(document))),
        text: oneLine(String(cString: error)))
    }
    let entries = UnsafeBufferPointer(
      start: adnet_toml_entries(document), count: adnet_toml_count(document))
    return TextNode(
      value: .table(members(of: -1, in: Tree(entries))), line: 1, column: 1)
  }

  private struct Tree {
    let entries: UnsafeBufferPointer<adnet_toml_entry>
    private(set) var children: [Int: [Int]] = [:]

    init(_ entries: UnsafeBufferPointer<adnet_toml_entry>) {
      self.entries = entries
      for (index, entry) in entries.enumerated() {
        children[entry.parent, default: []].append(index)
      }
    }
  }

  private static func members(of parent: Int, in tree: Tree) -> [Member] {
    (tree.children[parent] ?? []).map { index in
      let entry = tree.entries[index]
      return Member(
        key: string(entry.key, entry.key_length), node: node(at: index, in: tree),
        line: Int(entry.line), column: Int(entry.column))
    }
  }

  private static func node(at index: Int, in tree: Tree) -> TextNode {
    let entry = tree.entries[index]
    let value: Value
    switch entry.kind {
    case ADNET_TOML_TABLE: value = .table(members(of: index, in: tree))
    case ADNET_TOML_ARRAY:
      value = .array((tree.children[index] ?? []).map { node(at: $0, in: tree) })
    case ADNET_TOML_STRING: value = .string(string(entry.text, entry.text_length))
    case ADNET_TOML_INTEGER: value = .integer(Int(entry.integer))
    case ADNET_TOML_BOOLEAN: value = .boolean(entry.boolean != 0)
    case ADNET_TOML_FLOAT: value = .float("\(entry.number)")
    default: value = .date  // a C enum, which Swift can't know to be exhausted
    }
    return TextNode(value: value, line: Int(entry.line), column: Int(entry.column))
  }

  private static func string(_ start: UnsafePointer<CChar>?, _ count: Int) -> String {
    String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
  }

  /// The parser quotes what it saw, line ends included.
  private static func oneLine(_ text: String) -> String {
    let text = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    let prefix = "Error while "
    return text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
  }
}
