/// A value of a structured text (TOML, YAML, JSON) with the place it stands at.
public struct TextNode: Sendable {
  public enum Value: Sendable {
    case table([Member])
    case array([TextNode])
    case string(String)
    case integer(Int)
    case boolean(Bool)
    /// As it is written, or as its number is in TOML.
    case float(String)
    case date
    case null
  }

  public struct Member: Sendable {
    public let key: String
    public let node: TextNode
    /// Of the key; its value may begin lines below.
    public let line: Int
    public let column: Int
  }

  public struct SyntaxError: Error {
    public let line: Int
    public let column: Int
    public let text: String

    static func nesting(line: Int, column: Int) -> SyntaxError {
      SyntaxError(
        line: line, column: column, text: "more than \(TextNode.deepest) levels of nesting")
    }
  }

  /// The bound of the nodes' own readers (serde). Deeper texts are refused before they cost time or
  /// stack.
  static let deepest = 128

  public let value: Value
  /// Both from 1; a column is a character. In TOML, where the key of a value stands.
  public let line: Int
  public let column: Int

  /// The kind of the value, as a problem calls it.
  public var kind: String {
    switch value {
    case .table: "a table"
    case .array: "an array"
    case .string: "a string"
    case .integer: "an integer"
    case .boolean: "true or false"
    case .float: "a float"
    case .date: "a date"
    case .null: "nothing"
    }
  }

  /// The member of a table; nil when it isn't there, or when this is no table.
  public func member(_ key: String) -> TextNode? {
    guard case .table(let members) = value else { return nil }
    return members.first { $0.key == key }?.node
  }
}
